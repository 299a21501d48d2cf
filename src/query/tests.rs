//! Rows: a query and the clauses it has, or its fault and the column.

use super::Query;

/// The query printed, or the fault with its column.
#[track_caller]
fn check(text: &str, expected: &str) {
    let row = match Query::parse(text) {
        Ok(query) => query.to_string(),
        Err(error) => format!("{} @{}", error.fault(), error.column()),
    };
    assert_eq!(row, expected);
}

/// A query that is printed as it was written.
#[track_caller]
fn check_same(text: &str) {
    check(text, text);
}

#[test]
fn words_and_phrases() {
    check_same("Binance Twitter");
    check("  +must -not  x ", "+must -not x");
    check_same("\"a phrase\" word");
    check_same("-\"not this\" x");
    check_same("\"a phrase\"~3 \"b c\"~2^4");
    check("「推特」 „so nicht“ «oiseau»", "\"推特\" \"so nicht\" \"oiseau\"");
    check("马斯克　订阅", "马斯克 订阅");
    check("C++ a-b - x -- y", "C++ a-b \\- x \\-- y");
    check("hello -#tag +.NET", "hello -#tag +.NET");
    check("\"he said «hello» loud\" x", "\"he said \\«hello\\» loud\" x");
    check("Helm „Fischglas“-artig", "Helm \"Fischglas\" \\-artig");
}

#[test]
fn operators() {
    check("a b AND c", "a (+b +c)");
    check("a AND b", "+a +b");
    check("a AND b OR c AND NOT d", "(+a +b) (+c -d)");
    check("a OR b", "a b");
    check("fox NOT cat", "fox -cat");
    check("fox NOT cat AND NOT dog", "fox -cat -dog");
    check("fox NOT NOT cat", "fox cat");
    check("a AND (b OR c)", "+a +(b c)");
    check("a AND -b", "+a -b");
    check("-(a b) +(c d) e", "-(a b) +(c d) e");
    check("((fox))", "fox");
    check("(a b)^2 (c^2)^3", "(a b)^2 (c^2)^3");
    check("rock and roll or not", "rock and roll or not");
    check("\\AND AND \\OR", "+\\AND +\\OR");
}

#[test]
fn parentheses_in_text() {
    check("f(x) print(\"hello\") a) Haus(es)", "f\\(x\\) print\\( \"hello\" \\) a\\) Haus\\(es\\)");
    check("(f(x) y)", "(f\\(x\\) y)");
    check("函数（方法）", "函数\\（方法\\）");
    check("（狐狸 猫）", "(狐狸 猫)");
}

#[test]
fn prefixes_and_distances() {
    check_same("wall* Über* 马* 20*");
    check("wall*, wall*? ＋wall＊", "wall* wall* +wall*");
    check("colour~1 colour~ fuchs~ Tür～2 Tor～１", "colour~1 colour~2 fuchs~1 Tür~2 Tor~1");
    check("spa\u{308}* grün*", "spa\u{308}* grün*");
    check("** * 2*3 a~b 10~20 你好～", "\\*\\* \\* 2\\*3 a\\~b 10\\~20 你好\\～");
    check("a*", "a beginning of less than 2 letters @2");
    check("wall *fox", "a * that is not at the end @6");
    check("w*ll", "a * that is not at the end @2");
    check("e-mail*", "* after more than one word @7");
    check("马斯克~", "a distance to characters @7");
    check("ab~1", "a distance to less than 3 letters @3");
    check("colour~3", "a distance that is none @7");
    check("\"a b\"~", "a distance that is none @6");
}

#[test]
fn fields() {
    check("title:word path:de/notes lang:de", "title:word path:de/notes lang:de");
    check("title:\"a b\"~1 title:(a b) title：word", "title:\"a b\"~1 (title:a title:b) title:word");
    check("lang:de,fr x lang:(de OR fr)", "lang:de,fr x lang:de,fr");
    check("x AND (lang:de OR lang:fr)", "+x lang:de,fr");
    check("x -lang:de", "x -lang:de");
    check("-title:(a b) x", "-(title:a title:b) x");
    check("http://example.org word: next 10:30", "http\\://example.org word\\: next 10\\:30");
    check(
        "std::string C:\\x Titel:Untertitel path::Path",
        "std\\:\\:string C\\:\\\\x Titel\\:Untertitel path\\:\\:Path",
    );
    check("标题：副标题", "标题\\：副标题");
    check("title:", "nothing in the field title: @1");
    check("x title: next", "nothing in the field title: @3");
    check("titel:x", "unknown field titel: @1");
    check("language:de x", "unknown field language: @1");
    check("file:(x y)", "unknown field file: @1");
    check("lang:xx a", "unknown language @1");
    check("lang:\"de\" a", "no language's code @6");
    check("lang:de^2 a", "a language has no weight @1");
    check("lang:de", "a language, but no word @1");
    check("title:(path:x y)", "a field within a field @8");
    check("a OR lang:de", "a lang:de");
    check("lang:de AND lang:fr x", "lang:de lang:fr x");
    check("lang:de AND NOT a b", "lang:de -a b");
}

#[test]
fn weights_and_exact_words() {
    check_same("word^2 \"a b\"^0.5 =word =\"a b\" +=word^3 title:=word");
    check("word^1 a^b a = b == c => d", "word a\\^b a \\= b \\== c \\=> d");
    check("word＾２ （a b）＾０．５ \"c d\"～３", "word^2 (a b)^0.5 \"c d\"~3");
    check("word^0", "a weight that is none @5");
    check("word^101", "a weight that is none @5");
    check("word^", "a weight that is none @5");
}

#[test]
fn escapes() {
    check_same("\\+a \\-b \\\"c a\\* b\\~1 title\\:x \\(a\\)");
    check("C:\\temp", "C\\:\\\\temp");
    check("\"a \\\" b\"", "\"a \\\" b\"");
}

#[test]
fn faults() {
    check("", "nothing is asked for @1");
    check("-a -b", "only words that must not occur @1");
    check("NOT a", "only words that must not occur @1");
    check("x (-a -b)", "only words that must not occur @3");
    check("fox \"open quote", "a quotation mark without its partner @5");
    check("马 「x", "a quotation mark without its partner @4");
    check("fox AND", "nothing after AND @5");
    check("马 AND", "nothing after AND @4");
    check("AND", "nothing before AND @1");
    check("fox OR OR cat", "nothing before OR @8");
    check("fox AND OR cat", "nothing after AND @5");
    check("(fox AND) cat", "nothing after AND @6");
    check("NOT", "nothing after NOT @1");
    check("fox NOT", "nothing after NOT @5");
    check("fox NOT -cat", "a sign after NOT @9");
    check("+fox AND cat", "a + beside AND @1");
    check("+fox OR cat", "a + beside OR @6");
    check("fox OR NOT cat", "nearly everything: OR beside what must not occur @5");
    check("(fox cat", "a parenthesis without its partner @1");
    check("fox )", "a parenthesis without its partner @5");
    check("fox ()", "nothing in the parentheses @5");
    check(&format!("{}x", "(".repeat(21)), "more than 20 parentheses within each other @21");
    check(&"x ".repeat(1001), "a query has 2000 characters at most @1");
}
