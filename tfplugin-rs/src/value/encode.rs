//! Values to msgpack, in the form go-cty writes.

use super::decode::REFINED;
use super::{Bound, Number, Refinement, Type, Value};

/// Longest prefix, in bytes, that go-cty promises of a text; a longer one is cut, and stays true.
const LONGEST_PREFIX: usize = 256;

/// Writes `value` as msgpack.
///
/// A value carries all that is written, so its type is not asked for; one that does not conform to its schema is
/// written as it is, and the rules report it.
#[must_use]
pub fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, value);
    out
}

fn write(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.push(0xc0),
        Value::Unknown(refined) if refined.is_empty() => out.extend([0xd4, 0x00, 0x00]),
        Value::Unknown(refined) => write_refined(out, refined),
        Value::Bool(flag) => out.push(if *flag { 0xc3 } else { 0xc2 }),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_str(out, text),
        Value::List(all) | Value::Set(all) | Value::Tuple(all) => {
            write_head(out, all.len(), 0x90, 0xdc);
            for element in all {
                write(out, element);
            }
        }
        Value::Map(all) | Value::Object(all) => {
            write_head(out, all.len(), 0x80, 0xde);
            for (key, element) in all {
                write_str(out, key);
                write(out, element);
            }
        }
        Value::Dynamic(inner) => write_dynamic(out, &inner.0, &inner.1),
    }
}

fn write_dynamic(out: &mut Vec<u8>, ty: &Type, value: &Value) {
    out.push(0x92);
    let json = ty.to_json().to_string();
    write_sized(out, json.len(), [0xc4, 0xc5, 0xc6]);
    out.extend(json.as_bytes());
    write(out, value);
}

/// A collection's head: the short form holds 15, then 16 and 32 bits of length.
fn write_head(out: &mut Vec<u8>, length: usize, short: u8, long: u8) {
    match (u8::try_from(length), u16::try_from(length), u32::try_from(length)) {
        (Ok(length @ 0..=15), ..) => out.push(short | length),
        (_, Ok(length), _) => {
            out.push(long);
            out.extend(length.to_be_bytes());
        }
        (_, _, length) => {
            out.push(long + 1);
            out.extend(length.unwrap_or(u32::MAX).to_be_bytes());
        }
    }
}

fn write_sized(out: &mut Vec<u8>, length: usize, codes: [u8; 3]) {
    match (u8::try_from(length), u16::try_from(length), u32::try_from(length)) {
        (Ok(length), ..) => out.extend([codes[0], length]),
        (_, Ok(length), _) => {
            out.push(codes[1]);
            out.extend(length.to_be_bytes());
        }
        (_, _, length) => {
            out.push(codes[2]);
            out.extend(length.unwrap_or(u32::MAX).to_be_bytes());
        }
    }
}

fn write_str(out: &mut Vec<u8>, text: &str) {
    match u8::try_from(text.len()) {
        Ok(length @ 0..=31) => out.push(0xa0 | length),
        _ => write_sized(out, text.len(), [0xd9, 0xda, 0xdb]),
    }
    out.extend(text.as_bytes());
}

/// Whole numbers that fit 64 bits as integers, exact floats as floats, everything else as decimal text.
fn write_number(out: &mut Vec<u8>, number: &Number) {
    if let Some(whole) = number.as_i64() {
        write_whole(out, whole);
    } else if let Some(float) = number.as_exact_f64().filter(|float| float.is_infinite() || float.fract() != 0.0) {
        out.push(0xcb);
        out.extend(float.to_bits().to_be_bytes());
    } else {
        write_str(out, &number.to_plain());
    }
}

fn write_whole(out: &mut Vec<u8>, whole: i64) {
    let bytes = whole.to_be_bytes();
    match whole {
        -32..=0x7f => out.push(bytes[7]),
        0x80..=0xff => out.extend([0xcc, bytes[7]]),
        0x100..=0xffff => {
            out.push(0xcd);
            out.extend(&bytes[6..]);
        }
        0x1_0000..=0xffff_ffff => {
            out.push(0xce);
            out.extend(&bytes[4..]);
        }
        -0x80..=-33 => out.extend([0xd0, bytes[7]]),
        -0x8000..=-0x81 => {
            out.push(0xd1);
            out.extend(&bytes[6..]);
        }
        -0x8000_0000..=-0x8001 => {
            out.push(0xd2);
            out.extend(&bytes[4..]);
        }
        _ => {
            out.push(if whole < 0 { 0xd3 } else { 0xcf });
            out.extend(bytes);
        }
    }
}

fn write_refined(out: &mut Vec<u8>, refined: &Refinement) {
    let mut payload = Vec::new();
    let mut count = 0;
    let mut entry = |key: u8, body: &dyn Fn(&mut Vec<u8>)| {
        count += 1;
        payload.push(key);
        body(&mut payload);
    };
    let write_bound = |out: &mut Vec<u8>, bound: &Bound| {
        out.push(0x92);
        write_number(out, &bound.value);
        out.push(if bound.inclusive { 0xc3 } else { 0xc2 });
    };
    if let Some(null) = refined.null {
        entry(1, &|out| out.push(if null { 0xc3 } else { 0xc2 }));
    }
    if let Some(prefix) = &refined.prefix {
        entry(2, &|out| write_str(out, &prefix[..prefix.floor_char_boundary(LONGEST_PREFIX)]));
    }
    if let Some(min) = &refined.min {
        entry(3, &|out| write_bound(out, min));
    }
    if let Some(max) = &refined.max {
        entry(4, &|out| write_bound(out, max));
    }
    if let Some(length) = refined.min_length {
        entry(5, &|out| write_whole(out, length));
    }
    if let Some(length) = refined.max_length {
        entry(6, &|out| write_whole(out, length));
    }
    payload.insert(0, 0x80 | count);
    match payload.len() {
        1 => out.push(0xd4),
        2 => out.push(0xd5),
        4 => out.push(0xd6),
        8 => out.push(0xd7),
        16 => out.push(0xd8),
        length => write_sized(out, length, [0xc7, 0xc8, 0xc9]),
    }
    out.push(REFINED.cast_unsigned());
    out.extend(payload);
}
