//! Rows: what files of each format become.

use super::super::format::{html, markdown};
use super::read_one;
use crate::language::LANGUAGES;

/// Each row is `line kind text`, with `\n` and `\t` written so.
#[track_caller]
fn check(name: &str, source: &str, title: &str, rows: &[&str]) {
    let document = read_one(name, source);
    let shown = |passage: &super::super::Passage| {
        let text = document.text[passage.span.clone()].replace('\n', "\\n").replace('\t', "\\t");
        format!("{} {:?} {text}", passage.line, passage.kind)
    };
    let found: Vec<_> = document.passages.iter().map(shown).collect();
    assert_eq!(found, rows);
    assert_eq!(document.title, title);
}

#[test]
fn plain_text() {
    check("leer.txt", "", "leer", &[]);
    check(
        "a.txt",
        "\n\n  Ein Titel \n\nEin Absatz\nin zwei Zeilen.\n\n\nEnde",
        "Ein Titel",
        &["3 Title Ein Titel", "5 Prose Ein Absatz\\nin zwei Zeilen.", "9 Prose Ende"],
    );
    check("satz.txt", "Kein Titel.\n\nText", "satz", &["1 Prose Kein Titel.", "3 Prose Text"]);
    check(
        "umbruch.txt",
        "Von Hand umbrochen ist\ndieser Absatz hier, ja.\n",
        "umbruch",
        &["1 Prose Von Hand umbrochen ist\\ndieser Absatz hier, ja."],
    );
    check("strich.txt", "Titel\n=====\nText", "Titel", &["1 Title Titel", "2 Prose =====\\nText"]);
    check("allein.txt", "nur eine Zeile", "allein", &["1 Prose nur eine Zeile"]);
}

#[test]
fn lines_that_are_paragraphs() {
    let long = "Wort ".repeat(30) + "Ende.";
    let source = format!("Titel\n{long}\nZwischentitel\n{long}\n\\u003ct-41/\\u003e\n");
    let (first, second) = (format!("2 Prose {long}"), format!("4 Prose {long}"));
    check("a.txt", &source, "Titel", &["1 Title Titel", &first, "3 Prose Zwischentitel", &second]);
    check(
        "zh.txt",
        "问题?\n\n这是一。\n这是二。\n这是三",
        "问题?",
        &["1 Title 问题?", "3 Prose 这是一。", "4 Prose 这是二。", "5 Prose 这是三"],
    );
    check("q.txt", "a\n\n”“\n\nb", "a", &["1 Title a", "3 Prose ”“", "5 Prose b"]);
}

#[test]
fn markdown_blocks() {
    check(
        "a.md",
        "Titel\n===\n\nZeile *eins*  \nzwei [Link](http://x.y) ![Bild](z.png)\n\n## Ab `c`\n---\n",
        "Titel",
        &["1 Title Titel", "4 Prose Zeile eins\\nzwei Link Bild", "7 Heading Ab c"],
    );
    check(
        "b.md",
        "- eins\n- zwei\n  mehr\n\n      code\n\n1. a\n2. b\n",
        "b",
        &["1 List eins\\nzwei\\nmehr", "5 Code code", "7 List a\\nb"],
    );
    check(
        "c.md",
        "> Zitat\n> weiter\n\n```rust\n\nfn a() {\n    b();\n}\n```\n\n    indented\n",
        "c",
        &["1 Prose Zitat\\nweiter", "6 Code fn a() {\\n    b();\\n}", "11 Code indented"],
    );
    check(
        "d.md",
        "| A | B |\n|---|---|\n| 1 | `2` |\n\n~~alt~~ neu[^1]\n\n[^1]: Fuß\n",
        "d",
        &["1 Table A\\tB\\n\\n1\\t2", "5 Prose alt neu", "7 Prose Fuß"],
    );
}

#[test]
fn markdown_markup_that_goes() {
    check(
        "a.md",
        "Die {{jsxref(\"Array\")}} Methode `{{ x }}` {% raw %}{{ offen\n",
        "a",
        &["1 Prose Die Methode {{ x }} {{ offen"],
    );
    check(
        "b.md",
        "<div align=center>\n<b>fett</b>\n</div>\n\n<!-- nie\n\nda -->\n\nH<sub>2</sub>O<br>Wasser\n",
        "b",
        &["2 Prose fett", "9 Prose H2O Wasser"],
    );
    check(
        "c.md",
        "## Teil {#teil}\n\n> [!NOTE]\n> Merke\n\n- [x] fertig\n",
        "Teil",
        &["1 Heading Teil", "4 Prose Merke", "6 List fertig"],
    );
    check("d.md", "a &amp; b &shy;c &#10; d\n`x\ny` z\n", "d", &["1 Prose a & b c d\\nx\\ny z"]);
}

#[test]
fn macros_of_site_generators() {
    let source = "Vor {/* id\nx */} nach [!INCLUDE [n](../p_q.md)] {%\n\nkein %}\n\n:::tip Titel\nRat\n:::\n";
    check("a.md", source, "a", &["1 Prose Vor\\nnach {%", "4 Prose kein %}", "7 Prose Rat"]);
}

#[test]
fn front_matter() {
    let head = "---\ntitle: \"Über: uns\"\ndescription: Kurz\ndate: 2024-01-02\n---\n";
    check(
        "a.md",
        &format!("{head}\n# Kopf\n\nText\n"),
        "Über: uns",
        &["2 Title Über: uns", "3 Prose Kurz", "7 Heading Kopf", "9 Prose Text"],
    );
    assert_eq!(read_one("a.md", head).date.as_deref(), Some("2024-01-02"));
    check(
        "b.html",
        &format!("{head}<p>Text"),
        "Über: uns",
        &["2 Title Über: uns", "3 Prose Kurz", "6 Prose Text"],
    );
}

#[test]
fn html_text() {
    let head = "<!doctype html>\n<html><head><title>Der &amp;\n Titel</title><style>p{}</style>\n";
    check(
        "a.html",
        &format!("{head}<script>var x = '<p>';</script></head><body><nav>Navi</nav>\n<h1>Kopf</h1></body>"),
        "Der & Titel",
        &["2 Title Der &\\nTitel", "5 Heading Kopf"],
    );
    check(
        "b.html",
        "<h1>Kopf<a href=#x>¶</a></h1><p>Ein <b>fet</b>ter\n  Absatz<br>mit Umbruch<p>Zwei",
        "Kopf",
        &["1 Title Kopf", "1 Prose Ein fetter\\nAbsatz mit Umbruch", "2 Prose Zwei"],
    );
    check(
        "c.html",
        "<ul><li>eins<li>zwei</ul>\n<pre>\n a  b\n  c</pre><svg><text>nie</text></svg>",
        "c",
        &["1 List eins", "1 List zwei", "3 Code a  b\\n  c"],
    );
    check(
        "d.html",
        "<table><tr><th>A<th>B\n<tr><td>1</td>\n<td>2</td></table>Do&shy;nau&nbsp;x <img alt='Ein Bild'>",
        "d",
        &["1 Table A\\tB\\n1\\n2", "3 Prose Donau\u{a0}x Ein Bild"],
    );
    check(
        "e.html",
        "<footer>weg</footer><article>da<footer>auch</footer></article><p hidden>weg</p><template>weg</template>",
        "e",
        &["1 Prose da", "1 Prose auch"],
    );
    check("f.html", "kein &#10; Umbruch &lt;b&gt; &NewLine;x\ny", "f", &["1 Prose kein Umbruch <b> x\\ny"]);
}

#[test]
fn titles() {
    check(
        "a.html",
        "<h1><div>Kopf</div> weiter</h1><h1>Zwei</h1>",
        "Kopf",
        &["1 Title Kopf", "1 Title weiter", "1 Heading Zwei"],
    );
    check(
        "b.html",
        "<h1>Offen<h2>Unter<p>Text",
        "Offen",
        &["1 Title Offen", "1 Heading Unter", "1 Prose Text"],
    );
    check("c.html", "<svg><title>Bild</title></svg><title> </title><h1>Kopf</h1>", "Kopf", &["1 Title Kopf"]);
    check(
        "d.md",
        "#\n\nText\n\n# Kopf\n\n# Zwei\n",
        "Kopf",
        &["3 Prose Text", "5 Title Kopf", "7 Heading Zwei"],
    );
    check("c.html", "<title>&nbsp;</title><h1>Kopf</h1>", "Kopf", &["1 Title Kopf"]);
    check("d.md", "# \u{a0}\n\n# Kopf\n", "Kopf", &["3 Title Kopf"]);
    check("e.md", "<h1 align=center>Logo</h1>\n\n# Kopf\n", "Logo", &["1 Title Logo", "3 Heading Kopf"]);
    check("f.md", "Text\n\n## Teil\n", "f", &["1 Prose Text", "3 Heading Teil"]);
    check("g.jsonl", r#"{"text": "Kopf\n\nText hier."}"#, "Kopf", &["1 Title Kopf", "1 Prose Text hier."]);
}

#[test]
fn languages_that_the_source_claims() {
    let [first, second] = [LANGUAGES[0], LANGUAGES[1]];
    let page = format!(
        "<html lang='{}-XY'><p>a</p><div lang={}><p>b</div><p lang=xx>c",
        first.code,
        second.code.to_ascii_uppercase()
    );
    let extract = html::extract(&page);
    assert_eq!(extract.language, Some(first));
    assert_eq!(extract.blocks.iter().map(|block| block.hint).collect::<Vec<_>>(), [None, Some(second), None]);
    let markdown = format!("---\nlang: {}_XY\n---\na\n\n<p lang={}>b</p>\n", first.name, second.code);
    let extract = markdown::extract(&markdown);
    assert_eq!(extract.language, Some(first));
    assert_eq!(extract.blocks.iter().map(|block| block.hint).collect::<Vec<_>>(), [None, Some(second)]);
}
