//! The scores are those of the crate whichlang.

use super::{BLOB, Scores};

/// Codes of the columns, in whichlang's order.
const COLUMN_CODES: [&str; 16] = [
    "ara", "cmn", "deu", "eng", "fra", "hin", "ita", "jpn", "kor", "nld", "por", "rus", "spa", "swe", "tur",
    "vie",
];

#[track_caller]
fn check(text: &str) {
    let columns = Scores::of(text).columns;
    let winner = (0..16).max_by(|&one, &two| columns[one].total_cmp(&columns[two])).unwrap();
    assert_eq!(COLUMN_CODES[winner], whichlang::detect_language(text).three_letter_code(), "{text}");
}

#[test]
fn winners_are_those_of_whichlang() {
    assert!(TEXTS.lines().count() >= 200);
    TEXTS.lines().for_each(check);
    // Single words are closer calls than sentences.
    TEXTS.split_whitespace().for_each(check);
}

#[test]
fn no_features_no_scores() {
    assert_eq!(Scores::of("").columns, [0.0; 16]);
    assert_eq!(Scores::of("").features, 0);
}

#[test]
fn the_blob_is_the_one_described() {
    let first = f32::from_le_bytes([BLOB[0], BLOB[1], BLOB[2], BLOB[3]]);
    assert_eq!(first, -0.004738);
}

/// Thirteen short texts in each language of the model.
const TEXTS: &str = "\
القطار يغادر في الساعة الثامنة
الطقس جميل اليوم
أين تقع المكتبة؟
شكرا جزيلا على مساعدتك
أحب القهوة في الصباح
هذا الكتاب عن الحرب
الأطفال يلعبون في الحديقة
صباح الخير جميعا
لم أفهم السؤال
اللغة العربية جميلة
السوق مزدحم جدا
سنسافر غدا إلى القاهرة
آخر الأخبار
火车八点出发
今天天气很好
图书馆在哪里？
非常感谢你的帮助
我早上喜欢喝咖啡
這本書講的是戰爭
孩子们在公园里玩
大家早上好
我没有听懂这个问题
中文很难学
市场上人很多
我們明天去北京
最新消息
Der Zug fährt um acht Uhr ab
Das Wetter ist heute schön
Wo ist die Bibliothek?
Vielen Dank für Ihre Hilfe
Morgens trinke ich gern Kaffee
Dieses Buch handelt vom Krieg
Die Kinder spielen im Park
Guten Morgen allerseits
Ich habe die Frage nicht verstanden
Größe und Gewicht
Der Markt ist sehr voll
Morgen reisen wir nach Köln
Neueste Nachrichten
The train leaves at eight o'clock
The weather is nice today
Where is the library?
Thank you very much for your help
I like to drink coffee in the morning
This book is about the war
The children are playing in the park
Good morning everybody
I did not understand the question
Size and weight
The market is very crowded
Tomorrow we travel to London
Latest news
Le train part à huit heures
Il fait beau aujourd'hui
Où est la bibliothèque ?
Merci beaucoup pour votre aide
J'aime boire du café le matin
Ce livre parle de la guerre
Les enfants jouent dans le parc
Bonjour à tous
Je n'ai pas compris la question
Taille et poids
L'été dernier, c'était différent
Demain nous partons pour Paris
Dernières nouvelles
ट्रेन आठ बजे निकलती है
आज मौसम अच्छा है
पुस्तकालय कहाँ है?
आपकी मदद के लिए बहुत धन्यवाद
मुझे सुबह कॉफ़ी पीना पसंद है
यह किताब युद्ध के बारे में है
बच्चे पार्क में खेल रहे हैं
सबको सुप्रभात
मुझे सवाल समझ नहीं आया
हिंदी एक सुंदर भाषा है
बाज़ार में बहुत भीड़ है
कल हम दिल्ली जाएँगे
ताज़ा समाचार
Il treno parte alle otto
Oggi fa bel tempo
Dov'è la biblioteca?
Grazie mille per il vostro aiuto
La mattina mi piace bere il caffè
Questo libro parla della guerra
I bambini giocano nel parco
Buongiorno a tutti
Non ho capito la domanda
Letture associate
Il mercato è molto affollato
Domani andiamo a Roma
Ultime notizie
電車は八時に出発します
今日は天気がいいです
図書館はどこですか？
助けてくれてありがとうございます
朝はコーヒーを飲むのが好きです
この本は戦争についてです
子供たちは公園で遊んでいます
みなさん、おはようございます
質問がわかりませんでした
日本語は難しいです
市場はとても混んでいます
明日東京に行きます
最新ニュース
기차는 여덟 시에 출발합니다
오늘은 날씨가 좋습니다
도서관은 어디에 있습니까?
도와주셔서 감사합니다
아침에 커피를 마시는 것을 좋아합니다
이 책은 전쟁에 관한 것입니다
아이들이 공원에서 놀고 있습니다
여러분 안녕하세요
질문을 이해하지 못했습니다
한국어는 아름답습니다
시장이 매우 붐빕니다
내일 서울에 갑니다
최신 뉴스
De trein vertrekt om acht uur
Het weer is mooi vandaag
Waar is de bibliotheek?
Hartelijk dank voor uw hulp
's Ochtends drink ik graag koffie
Dit boek gaat over de oorlog
De kinderen spelen in het park
Goedemorgen allemaal
Ik heb de vraag niet begrepen
Grootte en gewicht
De markt is erg druk
Morgen reizen we naar Amsterdam
Laatste nieuws
O trem parte às oito horas
Hoje o tempo está bom
Onde fica a biblioteca?
Muito obrigado pela sua ajuda
Gosto de beber café de manhã
Este livro fala da guerra
As crianças brincam no parque
Bom dia a todos
Não entendi a pergunta
Tamanho e peso
O mercado está muito cheio
Amanhã vamos para Lisboa
Últimas notícias
Поезд отправляется в восемь часов
Сегодня хорошая погода
Где находится библиотека?
Большое спасибо за вашу помощь
Утром я люблю пить кофе
Эта книга о войне
Дети играют в парке
Всем доброе утро
Я не понял вопроса
Русский язык красив
На рынке очень много людей
Завтра мы едем в Москву
Последние новости
El tren sale a las ocho
Hoy hace buen tiempo
¿Dónde está la biblioteca?
Muchas gracias por su ayuda
Me gusta tomar café por la mañana
Este libro trata de la guerra
Los niños juegan en el parque
Buenos días a todos
No entendí la pregunta
Tamaño y peso
El mercado está muy lleno
Mañana viajamos a Sevilla
Últimas noticias
Tåget går klockan åtta
Vädret är fint i dag
Var ligger biblioteket?
Tack så mycket för hjälpen
Jag tycker om att dricka kaffe på morgonen
Den här boken handlar om kriget
Barnen leker i parken
God morgon allihopa
Jag förstod inte frågan
Storlek och vikt
Det är mycket folk på torget
I morgon reser vi till Göteborg
Senaste nytt
Tren saat sekizde kalkıyor
Bugün hava güzel
Kütüphane nerede?
Yardımınız için çok teşekkürler
Sabahları kahve içmeyi severim
Bu kitap savaş hakkında
Çocuklar parkta oynuyor
Herkese günaydın
Soruyu anlamadım
Boyut ve ağırlık
Pazar çok kalabalık
Yarın İstanbul'a gidiyoruz
Son haberler
Tàu hỏa khởi hành lúc tám giờ
Hôm nay thời tiết đẹp
Thư viện ở đâu?
Cảm ơn bạn rất nhiều vì đã giúp đỡ
Tôi thích uống cà phê vào buổi sáng
Cuốn sách này nói về chiến tranh
Trẻ em đang chơi trong công viên
Chào buổi sáng mọi người
Tôi không hiểu câu hỏi
Tiếng Việt rất đẹp
Chợ rất đông người
Ngày mai chúng tôi đi Hà Nội
Tin mới nhất";
