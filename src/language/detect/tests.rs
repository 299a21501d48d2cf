//! What the router says about whole documents.

use super::super::{LANGUAGES, Language};
use super::{Sample, Verdict, route};

fn passage(text: &str) -> Sample<'_> {
    Sample { text, hint: None, code: false }
}

fn language(code: &str) -> &'static Language {
    Language::from_code(code).expect("tests name known languages")
}

fn codes(verdicts: &[Verdict]) -> Vec<&'static str> {
    verdicts.iter().map(|verdict| verdict.language.code).collect()
}

/// Routes a document of one passage.
#[track_caller]
fn check(text: &str, code: &str) {
    assert_eq!(codes(&route(&[passage(text)], None, LANGUAGES)), [code], "{text}");
}

/// Routes one document, whose passages come with the codes they should get.
#[track_caller]
fn check_document(passages: &[(&str, &str)]) {
    let samples: Vec<_> = passages.iter().map(|(_, text)| passage(text)).collect();
    let verdicts = route(&samples, None, LANGUAGES);
    for ((code, text), verdict) in passages.iter().zip(verdicts) {
        assert_eq!(verdict.language.code, *code, "{text}");
    }
}

#[test]
fn the_classes_are_the_languages() {
    let codes: Vec<_> = LANGUAGES.iter().map(|language| language.code).collect();
    for code in super::CODES {
        assert!(codes.contains(&code), "{code}");
    }
    assert_eq!(codes.len(), super::CODES.len());
}

#[test]
fn single_sentences() {
    check("Der Zug fährt um acht Uhr ab.", "de");
    check("Le train part à huit heures.", "fr");
    check("The train leaves at eight o'clock.", "en");
    check("火车八点出发。", "zh");
    check("火車八點出發。", "zh");
    check("Twitter 和加密货币的关系一直很尴尬", "zh");
}

#[test]
fn single_words() {
    check("Zusammenfassung", "de");
    check("Haus", "de");
    check("Rechnung", "de");
    check("maison", "fr");
    check("Résumé", "fr");
    check("house", "en");
    check("shopping list: milk, bread", "en");
    check("Einkaufsliste: Milch, Brot", "de");
    check("liste de courses : lait, pain", "fr");
    check("和", "zh");
}

#[test]
fn other_languages() {
    check("La casa è molto bella e il sole splende.", "other");
    check("Letture associate", "other");
    check("El perro corre por el parque todos los días.", "other");
    check("O menino comeu o bolo de chocolate.", "other");
    check("Det er en god dag at gå en tur i skoven.", "other");
    check("De kat zit op de mat.", "other");
    check("Arma virumque cano, Troiae qui primus ab oris", "other");
    check("こんにちは、世界。今日はいい天気ですね。", "other");
    check("Сегодня хорошая погода.", "other");
    check("오늘은 날씨가 좋네요.", "other");
    check("Σήμερα ο καιρός είναι καλός.", "other");
}

#[test]
fn what_is_no_text() {
    check("", "other");
    check(" \n\t", "other");
    check("2023-01-24 17:30", "other");
    check("”“", "other");
    check("\\u003ct-41/\\u003e", "other");
    check("\\u003ct-41/\\u003e\\u003ct-42/\\u003e\\u003ct-43/\\u003e", "other");
    check("for (int i = 0; i < n; i++) { sum += a[i]; }", "other");
    check("ok", "other");
}

#[test]
fn prose_about_code_is_prose() {
    check("Klicken Sie im Menü **Extras** auf **Optionen**.", "de");
    check("Dans le menu **Outils** , cliquez sur **Options**.", "fr");
    check("`solve24(\"6789\")` sollte `(6*8)/(9-7)` oder einen ähnlichen Ausdruck ergeben.", "de");
    check("Plus d'informations : <https://docs.example.org/reference/cli/docker/container/diff/>.", "fr");
    check("\"Nein\", sagte sie.", "de");
    check("`git annotate {{[-e|--show-email]}}`", "other");
    check("body {\n  width: 100%;\n  margin: 20px auto;\n}", "other");
}

#[test]
fn code_of_the_format_is_other_and_does_not_vote() {
    let code = Sample { code: true, ..passage("die Katze sitzt auf der Matte") };
    let verdicts = route(&[code, passage("v2")], None, LANGUAGES);
    assert_eq!(codes(&verdicts), ["other", "other"]);
    assert_eq!(verdicts[0].confidence, 1.0);
}

#[test]
fn a_manual_stays_german_among_product_names() {
    check_document(&[
        ("de", "Überblick"),
        ("de", "Mit dem Remote Debugging Protocol verbinden Sie die Developer Tools mit dem Prozess."),
        ("de", "Visual Studio Code"),
        ("de", "Laden Sie das Setup von der Download-Seite herunter und starten Sie den Installer."),
        ("de", "Windows Subsystem for Linux"),
        ("de", "Öffnen Sie die PowerShell und geben Sie `wsl --install` ein."),
        ("de", "v2.3"),
        ("de", "Klicken Sie auf File > New Project und wählen Sie Spring Boot Starter."),
        ("other", "public static void main(String[] args) { System.out.println(\"x\"); }"),
        ("de", "Load Balancer"),
        ("de", "Verteilt die Anfragen gleichmäßig auf alle Server."),
    ]);
}

#[test]
fn a_document_may_change_its_language() {
    check_document(&[
        ("zh", "在首次提及比特币14年后，Twitter成为加密行业最重要的社交平台。"),
        ("zh", "注:原文作者为 Jeff Morris Jr,Chapter One 的创始人,是 Dapper Labs、The Graph 的种子投资者。"),
        ("en", "Several major tech stories highlight a growing concern about the pace of development."),
        ("fr", "Le conseil a décidé de reporter la réunion à la semaine prochaine."),
        ("other", "Il consiglio ha deciso di rinviare la riunione alla settimana prossima."),
        ("de", "Der Rat hat beschlossen, die Sitzung auf die nächste Woche zu verschieben."),
    ]);
}

#[test]
fn a_chinese_name_leaves_a_long_paragraph_where_it_is() {
    check_document(&[
        ("zh", "元朝是中国历史上的一个朝代。"),
        ("en", "The Yuan dynasty (元朝) was the empire established by Kublai Khan, leader of the Mongols."),
        ("zh", "它由忽必烈建立。"),
    ]);
}

#[track_caller]
fn check_hints(text: &str, hint: Option<&str>, document_hint: Option<&str>, code: &str) {
    let sample = Sample { hint: hint.map(language), ..passage(text) };
    assert_eq!(codes(&route(&[sample], document_hint.map(language), LANGUAGES)), [code], "{text}");
}

#[test]
fn claims_are_evidence_and_not_law() {
    check_hints("Introduction", None, Some("fr"), "fr");
    check_hints("Introduction", None, Some("en"), "en");
    check_hints("Position", Some("de"), None, "de");
    check_hints("Position", Some("fr"), Some("de"), "fr");
    check_hints("OK", None, Some("de"), "de");
    check_hints("Der Zug fährt heute leider erst um acht Uhr ab.", Some("fr"), Some("fr"), "de");
    check_hints("火车八点出发。", Some("de"), Some("de"), "zh");
    check_hints("1234", Some("de"), Some("de"), "other");
}

#[test]
fn languages_that_are_not_enabled_are_other() {
    let samples = [passage("Der Zug fährt um acht Uhr ab."), passage("The train leaves at eight o'clock.")];
    let enabled = [language("en"), language("zh")];
    assert_eq!(codes(&route(&samples, None, &enabled)), ["other", "en"]);
    assert_eq!(codes(&route(&samples, None, &[])), ["other", "other"]);
}

#[test]
fn any_text_gets_a_verdict_and_a_confidence_between_one_half_and_one() {
    let mut state = 1_u64;
    for _ in 0..3_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
        }
        let samples = [passage(&text), passage("ein Satz"), passage(&text)];
        let verdicts = route(&samples, None, LANGUAGES);
        assert_eq!(verdicts.len(), 3);
        assert!(verdicts.iter().all(|verdict| (0.5..=1.0).contains(&verdict.confidence)), "{text:?}");
    }
    assert!(route(&[], None, LANGUAGES).is_empty());
}

/// What the scanners of this module stop at, and characters of each kind.
const PIECES: [&str; 31] = [
    "`",
    "``",
    "<",
    "<b",
    "</",
    "{{",
    "}}",
    "](",
    ")",
    "é",
    "中",
    "か",
    "Ж",
    "\u{301}",
    "\u{0}",
    "\u{10ffff}",
    "a",
    "A",
    "der",
    "-",
    "'",
    "\"",
    ".",
    "/",
    "1",
    " ",
    "\n",
    "the house",
    "\u{feff}",
    "ẞ",
    "ﬁ",
];
