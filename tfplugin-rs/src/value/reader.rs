//! Tokens of msgpack, read without trusting a claimed length.
//!
//! Source: <https://github.com/msgpack/msgpack/blob/master/spec.md>.

use super::{DecodeError, Number};

/// One token. Collections give their length only; their elements follow.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    Nil,
    Bool(bool),
    Number(Number),
    Str(&'a str),
    Bin(&'a [u8]),
    Array(usize),
    Map(usize),
    Ext(i8, &'a [u8]),
}

/// The rest of the input.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) =
            self.rest.split_at_checked(count).ok_or_else(|| DecodeError::new("the value is cut short"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn unsigned(&mut self, bytes: usize) -> Result<u64, DecodeError> {
        Ok(self.take(bytes)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    fn length(&mut self, bytes: usize) -> Result<usize, DecodeError> {
        let length = self.unsigned(bytes)?;
        usize::try_from(length).map_err(|_| DecodeError::new("a length does not fit this machine"))
    }

    /// A collection's length: each element takes at least `bytes_each`, so more than fit in the rest is a lie.
    fn count(&mut self, bytes: usize, bytes_each: usize) -> Result<usize, DecodeError> {
        let count = self.length(bytes)?;
        if count > self.rest.len() / bytes_each {
            return Err(DecodeError::new("a collection claims more elements than there are bytes"));
        }
        Ok(count)
    }

    fn signed(&mut self, bytes: u32) -> Result<Token<'a>, DecodeError> {
        let raw = self.unsigned(bytes as usize)?;
        let shift = 64 - 8 * bytes;
        Ok(Token::Number(((raw << shift).cast_signed() >> shift).into()))
    }

    fn str(&mut self, length: usize) -> Result<Token<'a>, DecodeError> {
        let text = std::str::from_utf8(self.take(length)?).map_err(|_| DecodeError::new("a string is not UTF-8"))?;
        Ok(Token::Str(text))
    }

    fn ext(&mut self, length: usize) -> Result<Token<'a>, DecodeError> {
        let code = self.take(1)?[0].cast_signed();
        Ok(Token::Ext(code, self.take(length)?))
    }

    pub(super) fn next(&mut self) -> Result<Token<'a>, DecodeError> {
        let float = |float: f64| {
            Number::from_f64(float).map(Token::Number).ok_or_else(|| DecodeError::new("a number is not a number (NaN)"))
        };
        match self.take(1)?[0] {
            byte @ 0x00..=0x7f => Ok(Token::Number(u64::from(byte).into())),
            byte @ 0x80..=0x8f => Ok(Token::Map(usize::from(byte & 0x0f))),
            byte @ 0x90..=0x9f => Ok(Token::Array(usize::from(byte & 0x0f))),
            byte @ 0xa0..=0xbf => self.str(usize::from(byte & 0x1f)),
            0xc0 => Ok(Token::Nil),
            0xc2 => Ok(Token::Bool(false)),
            0xc3 => Ok(Token::Bool(true)),
            byte @ 0xc4..=0xc6 => {
                let length = self.length(1 << (byte - 0xc4))?;
                self.take(length).map(Token::Bin)
            }
            byte @ 0xc7..=0xc9 => {
                let length = self.length(1 << (byte - 0xc7))?;
                self.ext(length)
            }
            0xca => {
                let bits = u32::try_from(self.unsigned(4)?).unwrap_or_default();
                float(f32::from_bits(bits).into())
            }
            0xcb => float(f64::from_bits(self.unsigned(8)?)),
            byte @ 0xcc..=0xcf => Ok(Token::Number(self.unsigned(1 << (byte - 0xcc))?.into())),
            byte @ 0xd0..=0xd3 => self.signed(1 << (byte - 0xd0)),
            byte @ 0xd4..=0xd8 => self.ext(1 << (byte - 0xd4)),
            byte @ 0xd9..=0xdb => {
                let length = self.length(1 << (byte - 0xd9))?;
                self.str(length)
            }
            byte @ (0xdc | 0xdd) => self.count(if byte == 0xdc { 2 } else { 4 }, 1).map(Token::Array),
            byte @ (0xde | 0xdf) => self.count(if byte == 0xde { 2 } else { 4 }, 2).map(Token::Map),
            0xc1 => Err(DecodeError::new("byte c1 has no meaning in msgpack")),
            byte @ 0xe0..=0xff => Ok(Token::Number(i64::from(byte.cast_signed()).into())),
        }
    }
}
