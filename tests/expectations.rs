//! Questions over our own corpus: the document named comes first, its passage in the language named.

use crate::support::{own_corpus, root};
use tetraglot::query::Query;
use tetraglot::search::{Hit, SearchOptions, search};

fn hits(query: &str) -> Vec<Hit> {
    let query = Query::parse(query).expect("a sound query");
    search(own_corpus(), &query, &SearchOptions::default()).expect("the index can be searched").hits
}

/// Path below `corpus`, and id of a record behind a `#`.
fn name(hit: &Hit) -> String {
    let path = hit.path.strip_prefix(root().join("corpus")).unwrap_or(&hit.path).display().to_string();
    hit.id.as_ref().map_or(path.clone(), |id| format!("{path}#{id}"))
}

#[track_caller]
fn check(query: &str, first: &str, language: &str) {
    let hits = hits(query);
    let names: Vec<String> = hits.iter().map(name).collect();
    assert_eq!(names.first().map(String::as_str), Some(first), "{query}: {names:?}");
    assert_eq!(hits[0].language.code, language, "{query}");
}

#[track_caller]
fn check_none(query: &str) {
    let names: Vec<String> = hits(query).iter().map(name).collect();
    assert!(names.is_empty(), "{query}: {names:?}");
}

#[test]
fn names_are_found_in_all_languages() {
    let query = Query::parse("Binance Twitter").expect("a sound query");
    let options = SearchOptions { limit: 100, ..SearchOptions::default() };
    let hits = search(own_corpus(), &query, &options).expect("the index can be searched").hits;
    for code in ["de", "fr", "zh", "en"] {
        assert!(hits.iter().any(|hit| hit.language.code == code), "no hit in {code}");
    }
}

#[test]
fn german() {
    check("Sperrminorität Kryptobörse Übernahme", "de/boersenbeteiligung-twitter.md", "de");
    check("Rückruffunktion Treuhandfenster Trinkgeld", "de/zahlungen-im-netzwerk.md", "de");
    check("Weltraumtechnologie Kuhstall", "de/satelliten-auf-der-alp.md", "de");
    check("Speicherbandbreite Sprachmodell Rechenwerk", "de/speicherwand.md", "de");
    check("Kündigungsschaltfläche Abonnement kündigen", "de/abo-kuendigen.md", "de");
    check("Komposthaufen Frost Igel", "de/kompost-im-winter.md", "de");
    check("Roggensauerteig dreistufige Führung", "de/sauerteig-baeckerei.md", "de");
    check("Halbstundentakt Umsteigezeiten", "de/fahrplanreform.md", "de");
    check("Chorleiterin Einsingen Grashüpferkantate", "de/chorprobe.txt", "de");
    check("Kündigungsfrist Kleingarten Pächter", "de/kleingarten-kuendigungsfrist.html", "de");
    check("Kontenpfand Bots", "de/kurznotizen.jsonl#kn-2", "de");
    check("Weltraumschrott Stachelbeeren", "de/kurznotizen.jsonl#kn-3", "de");
    check("Haushaltsleitern Börsenkürzel", "de/kurznotizen.jsonl#kn-6", "de");
}

#[test]
fn german_spellings_and_parts() {
    check("größte Überraschung Türklinkenpolitur", "de/uebernahme-ohne-umlaute.txt", "de");
    check("Straße Alp Satellitenbetreiber", "de/satelliten-auf-der-alp.md", "de");
    check("Thujahecken", "de/kleingarten-kuendigungsfrist.html", "de");
    check("Bandbreite Rechenwerk", "de/speicherwand.md", "de");
    check("Hecken Thuja", "de/kleingarten-kuendigungsfrist.html", "de");
    check("Grashuepferkantaten", "de/chorprobe.txt", "de");
    check("GRASHÜPFERKANTATE", "de/chorprobe.txt", "de");
}

#[test]
fn french() {
    check("part modeste Binance Twitter budget de réclame stade", "fr/rachat-du-reseau.md", "fr");
    check("pourboire boutique d'applications frais agrément", "fr/paiements-entre-amis.md", "fr");
    check("zone blanche presqu'île antenne gîte", "fr/satellites-zone-blanche.md", "fr");
    check("mur de la mémoire", "fr/mur-de-la-memoire.md", "fr");
    check("fatigue des abonnements résilier", "fr/fatigue-des-abonnements.md", "fr");
    check("écluse bajoyer ventelle", "fr/ecluse-du-canal.md", "fr");
    check("pain de seigle levain", "fr/pain-au-levain.md", "fr");
    check("récolement œuvre réserve musée", "fr/inventaire-du-musee.txt", "fr");
    check("journaux rumeur rédaction Twitter", "fr/journaux-et-rumeurs.html", "fr");
    check("dépôt de garantie état des lieux", "fr/breves.jsonl#fr-b1", "fr");
    check("trail ex æquo dénivelé", "fr/breves.jsonl#fr-b2", "fr");
    check("bibliothèque horaires dimanche", "fr/breves.jsonl#fr-b3", "fr");
    check("radio associative dons crypto-monnaie", "fr/breves.jsonl#fr-b4", "fr");
    check("débris satellite titane prunier", "fr/breves.jsonl#fr-b5", "fr");
    check("barrettes ordinateurs portables mémoire vive", "fr/breves.jsonl#fr-b6", "fr");
}

#[test]
fn french_accents_and_elisions() {
    check("événement réseau des ruchers bénévoles", "fr/fete-du-miel.txt", "fr");
    check("ecluse", "fr/ecluse-du-canal.md", "fr");
    check("l'écluse d’un bajoyer", "fr/ecluse-du-canal.md", "fr");
    check("récolement oeuvre", "fr/inventaire-du-musee.txt", "fr");
}

#[test]
fn english() {
    check("马斯克 币安 exchange seat", "en/exchange-buys-a-seat.md", "en");
    check("amount_minor_units stablecoin rail", "en/payment-rails.md", "en");
    check("sheep collars satellite", "en/satellites-for-shepherds.md", "en");
    check("memory wall bandwidth-bound C++", "en/the-memory-wall.md", "en");
    check("subscription blue tick razors", "en/subscription-fatigue.md", "en");
    check("mice museum corn dolly", "en/mice-in-the-museum.md", "en");
    check("window.open noopener createElement", "en/browser-window-notes.md", "en");
    check("library opening hours", "en/library-opening-hours.txt", "en");
    check("tenant deposit protection scheme", "en/tenancy-deposit-guide.txt", "en");
    check("newsroom midnight rumour Binance Twitter", "en/newsroom-at-midnight.html", "en");
    check("swarm queen hive signal box", "en/village-notes.jsonl#en-n1", "en");
    check("fell race fog compass", "en/village-notes.jsonl#en-n2", "en");
    check("coin club Binance shareholders", "en/village-notes.jsonl#en-n3", "en");
    check("weather satellite Oregon forest fires", "en/village-notes.jsonl#en-n4", "en");
    check("baker oven sourdough loaves", "en/village-notes.jsonl#en-n5", "en");
    check("DRAM shortage till potatoes", "en/village-notes.jsonl#en-n6", "en");
}

#[test]
fn chinese() {
    check("赵长鹏 Binance Twitter", "zh/bian-touzi-tuite.md", "zh");
    check("一带一路 跨境支付", "zh/kuajing-zhifu-yidai-yilu.md", "zh");
    check("武夷山岩茶", "zh/chaye-suibi.md", "zh");
    check("什么是内存墙", "zh/neicun-qiang.md", "zh");
    check("取消按钮 订阅", "zh/dingyue-zhi-jingji.md", "zh");
    check("低轨卫星互联网", "zh/weixing-hulianwang.txt", "zh");
    check("旧图书馆 目录柜", "zh/jiutushuguan.txt", "zh");
    check("晶圆厂 水车", "zh/keji-kuaixun.jsonl#kx-002", "zh");
    check("渔船 卫星终端", "zh/keji-kuaixun.jsonl#kx-003", "zh");
    check("自动续费 退款", "zh/keji-kuaixun.jsonl#kx-004", "zh");
    check("HBM DRAM 涨价", "zh/keji-kuaixun.jsonl#kx-005", "zh");
    check("鸡枞", "zh/keji-kuaixun.jsonl#kx-006", "zh");
}

#[test]
fn chinese_scripts() {
    check("加密貨幣 尷尬", "zh/jiami-huobi-yu-shequn.md", "zh");
    check("加密货币与社群平台", "zh/jiami-huobi-yu-shequn.md", "zh");
    check("玉山云海", "zh/shanjing-qingchen.md", "zh");
    check("刀削麵", "zh/mian-de-dili.md", "zh");
    check("刀削面", "zh/mian-de-dili.md", "zh");
    check("夜市 蚵仔煎", "zh/yeshi-zhinan.html", "zh");
    check("夜市散步指南", "zh/yeshi-zhinan.html", "zh");
    check("回收站", "zh/yeshi-zhinan.html", "zh");
}

#[test]
fn mixed_files() {
    check("coffre-fort numérique cloisonnement", "mixed/konferenzbericht-zahlungen.md", "fr");
    check("reconciliation ledgers penny", "mixed/konferenzbericht-zahlungen.md", "en");
    check("台风 天线", "mixed/handbuch-satellitenrouter.md", "zh");
    check("dégivrage antenne", "mixed/handbuch-satellitenrouter.md", "fr");
    check("Urlaubspause Erinnerungsmail", "mixed/protokoll-redaktionssitzung.md", "de");
    check("renewal reminder pause button", "mixed/protokoll-redaktionssitzung.md", "en");
    check("内存墙 晶圆 文摘", "mixed/neicun-qiang-wenzhai.md", "zh");
    check("empty roadmap whiteboard parrot", "mixed/notizen-vier-sprachen.jsonl#n-04", "en");
    check("牧羊人 卫星", "mixed/notizen-vier-sprachen.jsonl#n-06", "zh");
    check("standards téléphoniques grand-père", "mixed/notizen-vier-sprachen.jsonl#n-11", "fr");
}

#[test]
fn debris() {
    check("Zahlungsmodul Schnittstelle", "mixed/mail-reste.txt", "de");
    check("Prüfschlüssel erneuern", "mixed/mail-reste.txt", "de");
    check("duplicate webhook sandbox", "mixed/mail-reste.txt", "en");
    check("rétractation pourboires mineurs", "mixed/mail-reste.txt", "fr");
}

#[test]
fn what_no_reader_sees_is_not_found() {
    // The whole word: its parts are in other texts.
    check_none("+Schneckenkorn");
    check_none("zorglubinvisible");
    check_none("quuxscriptonly");
    check_none("長頸鹿");
}
