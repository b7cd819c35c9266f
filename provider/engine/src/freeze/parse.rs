//! Reading a freeze window.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{When, Window};

/// What is not a freeze window, where, and how one looks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?}, column {column}: {why}; a freeze window is, for example, \"Fri 16:00-Mon 08:00 Europe/Berlin\", \"22:00-06:00 UTC\" or \"2026-12-20..2027-01-03 Europe/Berlin\""
)]
pub struct NotAWindow {
    text: String,
    /// The character at which it is wrong, from 1.
    pub column: usize,
    /// What is wrong there.
    pub why: String,
}

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

pub(super) fn window(text: &str) -> Result<Window, NotAWindow> {
    let mut at = Cursor { text, at: 0 };
    at.skip_spaces();
    let when = if at.rest().starts_with(|c: char| c.is_alphabetic()) {
        weekly(&mut at)?
    } else if at.rest().contains("..") {
        once(&mut at)?
    } else {
        daily(&mut at)?
    };
    let zone = zone(&mut at)?;
    Ok(Window { text: text.to_owned(), zone, when })
}

fn weekly(at: &mut Cursor<'_>) -> Result<When, NotAWindow> {
    let start = at.at;
    let from = (weekday(at)?, time(at)?);
    at.separator("-")?;
    let to = (weekday(at)?, time(at)?);
    if from == to {
        return Err(at.wrong(start, "it ends where it begins".to_owned()));
    }
    Ok(When::Weekly { from, to })
}

fn daily(at: &mut Cursor<'_>) -> Result<When, NotAWindow> {
    let start = at.at;
    let from = time(at)?;
    at.separator("-")?;
    let to = time(at)?;
    if from == to {
        return Err(at.wrong(start, "it ends where it begins".to_owned()));
    }
    Ok(When::Daily { from, to })
}

fn once(at: &mut Cursor<'_>) -> Result<When, NotAWindow> {
    let start = at.at;
    let from = match date(at)? {
        (date, None) => date.to_datetime(Time::midnight()),
        (date, Some(time)) => date.to_datetime(time),
    };
    at.separator("..")?;
    let end = at.at;
    let to = match date(at)? {
        // The last day is frozen too.
        (date, None) => date.checked_add(1.day()).ok().map(|next| next.to_datetime(Time::midnight())),
        (date, Some(time)) => Some(date.to_datetime(time)),
    };
    let to: DateTime = to.ok_or_else(|| at.wrong(end, "it ends after the end of time".to_owned()))?;
    if to <= from {
        return Err(at.wrong(start, "it ends before it begins".to_owned()));
    }
    Ok(When::Once { from, to })
}

fn weekday(at: &mut Cursor<'_>) -> Result<Weekday, NotAWindow> {
    let (start, word) = at.word(char::is_alphabetic);
    let name = word.to_lowercase();
    DAYS.into_iter()
        .find(|(day, _)| *day == name || day[..3] == name)
        .map(|(_, day)| day)
        .ok_or_else(|| at.wrong(start, format!("{word:?} is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun")))
}

fn time(at: &mut Cursor<'_>) -> Result<Time, NotAWindow> {
    let (start, word) = at.word(|c| c.is_ascii_digit() || c == ':');
    time_of(word).ok_or_else(|| at.wrong(start, format!("{word:?} is no time; write 00:00 to 23:59")))
}

fn time_of(word: &str) -> Option<Time> {
    let (hour, minute) = word.split_once(':')?;
    if hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn date(at: &mut Cursor<'_>) -> Result<(Date, Option<Time>), NotAWindow> {
    let (start, word) = at.word(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | 'T'));
    let (day, time) = match word.split_once('T') {
        Some((day, time)) => (day, Some(time_of(time))),
        None => (word, None),
    };
    match (day.len() == 10, day.parse(), time) {
        (true, Ok(date), None) => Ok((date, None)),
        (true, Ok(date), Some(Some(time))) => Ok((date, Some(time))),
        _ => Err(at.wrong(start, format!("{word:?} is no date; write 2026-12-24 or 2026-12-24T12:00"))),
    }
}

fn zone(at: &mut Cursor<'_>) -> Result<TimeZone, NotAWindow> {
    let (start, name) = at.word(|c| !c.is_whitespace());
    at.skip_spaces();
    if !at.rest().is_empty() {
        return Err(at.wrong(at.at, format!("{:?} is too much; the time zone {name:?} comes last", at.rest().trim())));
    }
    if name.is_empty() {
        return Err(at.wrong(start, "the time zone is missing".to_owned()));
    }
    let zones = TimeZoneDatabase::bundled();
    zones.get(name).ok().filter(|zone| !zone.is_unknown()).ok_or_else(|| {
        let city = |zone: &str| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(name));
        let meant = zones.available().find(|zone| city(zone.as_str()));
        let meant = meant.map_or_else(String::new, |zone| format!("; did you mean {zone}?"));
        at.wrong(start, format!("{name:?} is no IANA time zone{meant}"))
    })
}

struct Cursor<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Where the next word begins, and the word: as far as characters are `of` it.
    fn word(&mut self, of: fn(char) -> bool) -> (usize, &'a str) {
        self.skip_spaces();
        let (start, rest) = (self.at, self.rest());
        let length = rest.find(|c| !of(c)).unwrap_or(rest.len());
        self.at += length;
        (start, &rest[..length])
    }

    fn separator(&mut self, expected: &str) -> Result<(), NotAWindow> {
        self.skip_spaces();
        if !self.rest().starts_with(expected) {
            let found = self.rest().split_whitespace().next().unwrap_or("the end");
            return Err(self.wrong(self.at, format!("{expected:?} is expected, not {found:?}")));
        }
        self.at += expected.len();
        Ok(())
    }

    fn wrong(&self, at: usize, why: String) -> NotAWindow {
        NotAWindow { text: self.text.to_owned(), column: self.text[..at].chars().count() + 1, why }
    }
}
