//! Analysers never panic, whatever the language; their tokens lie in the text, in order, and none is empty.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tetraglot::analysis::Tokens;
use tetraglot::language::LANGUAGES;

fuzz_target!(|text: &str| {
    let mut tokens = Tokens::default();
    for language in LANGUAGES {
        tokens.clear();
        (language.analyze)(text, &mut tokens);
        let (mut start, mut position) = (0, 0);
        for token in tokens.iter() {
            assert!(text.get(token.span.clone()).is_some_and(|word| !word.is_empty()), "{token:?}");
            assert!(!token.term.is_empty() && !token.term.contains(['\0', '\u{1}', '\n']), "{token:?}");
            assert!(token.span.start >= start && token.position >= position, "{token:?} is out of order");
            assert!(token.position < tokens.positions(), "{token:?}");
            (start, position) = (token.span.start, token.position);
            language.stem(token.term);
        }
    }
});
