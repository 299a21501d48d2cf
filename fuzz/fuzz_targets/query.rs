//! The parser of queries never panics, and what it understood is printed as text that it understands the same way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tetraglot::query::Query;

fuzz_target!(|text: &str| {
    let Ok(query) = Query::parse(text) else { return };
    let printed = query.to_string();
    // Escapes may make it longer than a query may be.
    if printed.chars().count() <= 2_000 {
        assert_eq!(Query::parse(&printed), Ok(query), "{text} printed {printed}");
    }
});
