#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tfplugin_rs::fuzz::upgrade(bytes));
