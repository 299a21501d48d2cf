//! German words and their kin through the index: what finds a text, and what of the text is highlighted.

use crate::support::{folder, index};
use std::sync::LazyLock;
use tempfile::TempDir;
use tetraglot::index::Index;
use tetraglot::query::Query;
use tetraglot::search::{Hit, SearchOptions, search};

/// One text a file, each of them plainly German.
const TEXTS: &[(&str, &str)] = &[
    ("rueckruf", "Eine Rückruffunktion wird aufgerufen, sobald das Geld auf dem Konto eingegangen ist."),
    ("bedingungen", "Die Vertragsbedingungen hat wieder einmal niemand gelesen, nicht einmal der Notar."),
    ("vertrag", "Der Vertrag wurde gestern Abend von allen Seiten unterschrieben und besiegelt."),
    ("haeuser", "Zwischen den Bäumen standen früher einmal drei Häuser mit roten Dächern."),
    ("haus", "Hinter dem Garten liegt ein altes Haus, in dem seit Jahren niemand mehr wohnt."),
    ("haeusermeer", "Vom Turm aus blickten wir über das weite Häusermeer bis hin zu den Bergen."),
    ("schulhaus", "Das neue Schulhaus wird im Herbst eröffnet, sagte die Gemeinde am Montag."),
    ("gericht", "Darüber hat das Bundesverfassungsgericht noch nicht entschieden, heißt es aus Karlsruhe."),
    ("ausgabe", "Die Ein- und Ausgabe der Daten dauert bei diesem Gerät viel länger als erwartet."),
    ("flug", "Für den Hin- und Rückflug haben wir zusammen beinahe tausend Euro bezahlt."),
    ("waffen", "Hieb- und Stichwaffen dürfen bei uns nicht mit in die Halle genommen werden."),
    ("amt", "Auf dem Strassenverkehrsamt in Zürich mussten wir fast zwei Stunden lang warten."),
    ("dass", "Sie hat uns gestern versprochen, dass sie morgen kommt und Kuchen mitbringt."),
    ("schiffahrt", "Die Schiffahrt auf dem Rhein ruht wegen des niedrigen Wassers seit gestern."),
    ("schifffahrt", "Die Schifffahrt auf der Donau wurde nach dem Unwetter wieder aufgenommen."),
    ("becken", "Oberhalb der Mühle wurde das Staubecken im Frühjahr von Schlamm befreit."),
    ("abteilung", "Unsere Abteilung hat davon erst gestern aus der Zeitung etwas erfahren."),
    ("software", "Der Download der neuen Software hat den ganzen Workflow der Manager verändert."),
    ("restaurant", "Das Feuilleton lobt ein Restaurant, in dem man angeblich sehr gut essen kann."),
    ("namen", "Macron fuhr von Hamburg über Salzburg, Mannheim und Innsbruck nach Barcelona."),
];

fn hits(query: &str) -> Vec<Hit> {
    static INDEX: LazyLock<(TempDir, Index)> = LazyLock::new(|| {
        let texts: Vec<(String, &str)> =
            TEXTS.iter().map(|(name, text)| (format!("{name}.txt"), *text)).collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        let corpus = folder(&files);
        let index = index(corpus.path(), &corpus.path().join("index"));
        (corpus, index)
    });
    let query = Query::parse(query).expect("a sound query");
    search(&INDEX.1, &query, &SearchOptions::default()).expect("the index can be searched").hits
}

/// The hits as `name: highlight, highlight`, best first.
fn highlights(query: &str) -> Vec<String> {
    let highlights = |hit: &Hit| {
        let snippet = &hit.snippets[0];
        let marked: Vec<&str> = snippet.matches.iter().map(|span| &snippet.text[span.clone()]).collect();
        let name = hit.path.file_stem().expect("a name").to_string_lossy();
        format!("{name}: {}", marked.join(", "))
    };
    hits(query).iter().map(highlights).collect()
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    assert_eq!(highlights(query), expected, "{query}");
}

#[test]
fn a_part_finds_the_compound_and_is_highlighted() {
    check("Funktion", &["rueckruf: funktion"]);
    check("Rückruf", &["rueckruf: Rückruf"]);
    check("Becken", &["becken: becken"]);
    check("Verfassung", &["gericht: verfassung"]);
    check("Gerichte", &["gericht: gericht"]);
}

#[test]
fn inflected_and_linked_parts() {
    check("Vertrag", &["vertrag: Vertrag", "bedingungen: Vertrag"]);
    check("Vertragsbedingung", &["bedingungen: Vertragsbedingungen", "vertrag: Vertrag"]);
    check("Bedingung", &["bedingungen: bedingungen"]);
    check("Haus", &["haus: Haus", "haeuser: Häuser", "schulhaus: haus", "haeusermeer: Häuser"]);
    check("Häuser", &["haeuser: Häuser", "haus: Haus", "haeusermeer: Häuser", "schulhaus: haus"]);
    check("Schule", &["schulhaus: Schul"]);
    check("Notar -Vertrag", &["bedingungen: Notar"]);
}

#[test]
fn words_cut_short_by_a_hyphen() {
    check("Hiebwaffe", &["waffen: Hieb-, waffen"]);
    check("Ausgabe", &["ausgabe: Ausgabe"]);
    check("Rückflug", &["flug: Rückflug"]);
    check("Hinflug", &["flug: Hin-"]);
    check("+Hinflüge", &["flug: Hin-"]);
    check("Eingabe", &["ausgabe: Ein-"]);
    check("\"Eingabe und Ausgabe\"", &["ausgabe: Ein-, Ausgabe"]);
    check("\"Hin- und Rückflug\"", &["flug: Rückflug"]);
}

#[test]
fn other_spellings() {
    check("Straße", &["amt: Strasse"]);
    check("+daß Kuchen", &["dass: dass, Kuchen"]);
    check("Schiffahrt", &["schiffahrt: Schiffahrt", "schifffahrt: Schiff, fahrt"]);
    check("Schifffahrt", &["schifffahrt: Schifffahrt", "schiffahrt: Schiffahrt"]);
    check("+Schifffahrt", &["schifffahrt: Schifffahrt", "schiffahrt: Schiffahrt"]);
    check("Fahrt", &["schifffahrt: fahrt", "schiffahrt: fahrt"]);
}

#[test]
fn what_is_no_compound_has_no_parts() {
    for part in ["Staub", "Ecken", "Teilung", "Ware", "Load", "Work", "Flow", "Rest", "Burg", "Mann", "Heim"]
    {
        check(part, &[]);
    }
    for part in ["Inn", "Bar", "Celona", "Salz", "Feuille", "Ton"] {
        check(part, &[]);
    }
}
