//! Explanations of scores as JSON values. Keys keep their order, new ones are only ever added at the end.

use crate::language::Language;
use crate::search::{Explanation, Form, MatchedWay, Odds, Part, Place, Sought, Stretch};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ExplanationValue<'a> {
    language: Option<&'a str>,
    odds: Vec<OddsValue<'a>>,
    others: Vec<OtherValue<'a>>,
    documents: u32,
    typical_words: f32,
    document_words: Option<f32>,
    stretch: Option<StretchValue>,
    passage: Option<PlaceValue<'a>>,
    words: Vec<SoughtValue<'a>>,
    length: PartValue<'a>,
    score: PartValue<'a>,
}

#[derive(Serialize)]
struct OddsValue<'a> {
    language: &'a str,
    odds: f32,
    factor: f32,
}

/// What another language would have scored; without a language, the path.
#[derive(Serialize)]
struct OtherValue<'a> {
    language: Option<&'a str>,
    score: f32,
}

#[derive(Serialize)]
struct StretchValue {
    words: f32,
    share: f32,
    first_line: u32,
    last_line: u32,
}

#[derive(Serialize)]
struct PlaceValue<'a> {
    passage: usize,
    of: usize,
    line: u32,
    kind: &'a str,
    language: &'a str,
}

#[derive(Serialize)]
struct SoughtValue<'a> {
    word: &'a str,
    weight: f32,
    boost: f32,
    light: bool,
    idf: f32,
    share: f32,
    value: f32,
    adds: f32,
    ways: Vec<WayValue<'a>>,
}

#[derive(Serialize)]
struct WayValue<'a> {
    way: &'a str,
    weight: f32,
    exactness: f32,
    frequency: u32,
    documents: f32,
    idf: f32,
    value: f32,
    mean_of: Option<u8>,
    forms: Vec<FormValue<'a>>,
}

#[derive(Serialize)]
pub(super) struct FormValue<'a> {
    form: &'a str,
    kind: &'a str,
    exactness: f32,
    frequency: u32,
    documents: u32,
}

#[derive(Serialize)]
struct PartValue<'a> {
    what: &'a str,
    value: f32,
    how: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartValue<'a>>,
}

impl<'a> From<&'a Explanation> for ExplanationValue<'a> {
    fn from(explanation: &'a Explanation) -> ExplanationValue<'a> {
        let code = |language: Option<&'static Language>| language.map(|language| language.code);
        let other = |&(language, score): &(_, f32)| OtherValue { language: code(language), score };
        ExplanationValue {
            language: code(explanation.language),
            odds: explanation.odds.iter().map(OddsValue::from).collect(),
            others: explanation.others.iter().map(other).collect(),
            documents: explanation.documents,
            typical_words: explanation.typical_words,
            document_words: explanation.words,
            stretch: explanation.stretch.as_ref().map(StretchValue::from),
            passage: explanation.passage.as_ref().map(PlaceValue::from),
            words: explanation.sought.iter().map(SoughtValue::from).collect(),
            length: PartValue::from(&explanation.length),
            score: PartValue::from(&explanation.score),
        }
    }
}

impl From<&Odds> for OddsValue<'_> {
    fn from(odds: &Odds) -> Self {
        let Odds { language, odds, factor } = *odds;
        OddsValue { language: language.code, odds, factor }
    }
}

impl From<&Stretch> for StretchValue {
    fn from(stretch: &Stretch) -> StretchValue {
        let Stretch { words, share, lines: (first_line, last_line) } = *stretch;
        StretchValue { words, share, first_line, last_line }
    }
}

impl From<&Place> for PlaceValue<'_> {
    fn from(place: &Place) -> Self {
        let Place { number, of, line, kind, language } = *place;
        PlaceValue { passage: number, of, line, kind: kind.name(), language: language.code }
    }
}

impl<'a> From<&'a Sought> for SoughtValue<'a> {
    fn from(sought: &'a Sought) -> SoughtValue<'a> {
        let Sought { word, weight, boost, is_light, idf, share, value, adds, ways } = sought;
        SoughtValue {
            word,
            weight: *weight,
            boost: *boost,
            light: *is_light,
            idf: *idf,
            share: *share,
            value: *value,
            adds: *adds,
            ways: ways.iter().map(WayValue::from).collect(),
        }
    }
}

impl<'a> From<&'a MatchedWay> for WayValue<'a> {
    fn from(way: &'a MatchedWay) -> WayValue<'a> {
        let &MatchedWay { name, weight, exactness, frequency, documents, idf, value, mean_of, .. } = way;
        let forms = way.forms.iter().map(FormValue::from).collect();
        WayValue { way: name, weight, exactness, frequency, documents, idf, value, mean_of, forms }
    }
}

impl<'a> From<&'a Form> for FormValue<'a> {
    fn from(found: &'a Form) -> FormValue<'a> {
        let Form { form, kind, exactness, frequency, documents } = found;
        FormValue { form, kind, exactness: *exactness, frequency: *frequency, documents: *documents }
    }
}

impl<'a> From<&'a Part> for PartValue<'a> {
    fn from(part: &'a Part) -> PartValue<'a> {
        let Part { what, value, how, parts } = part;
        let parts = parts.iter().map(PartValue::from).collect();
        PartValue { what, value: *value, how: how.name(), parts }
    }
}
