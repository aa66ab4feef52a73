//! What the hosts send: pages as AWS's documentation has them, pages that are none, indexes, and bombs.

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use std::io::Write;
use std::sync::OnceLock;

/// How many bytes the answer has that AWS gives at the folder of a guide.
pub const STUB_BYTES: usize = 1085;
/// How many bytes come out of the bomb.
pub const BOMB_BYTES: u32 = 1 << 31;
/// How many bytes an index has that nobody should read whole.
pub const HUGE_INDEX_BYTES: usize = 50_000_000;

/// A page with this title, and some text.
pub fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body><main><h1>{title}</h1>\
         <p>{}</p></main></body></html>",
        "Words about it. ".repeat(100)
    )
}

/// A page of AWS's documentation: the heading and the sections have ids, the text has the size of a short chapter.
pub fn aws_page(title: &str, id: &str, sections: &[&str]) -> String {
    let section =
        |id: &&str| format!("<h2 id=\"{id}\">{}</h2><p>{}</p>", id.replace('-', " "), "Text. ".repeat(2000));
    let sections: String = sections.iter().map(section).collect();
    format!(
        "<!DOCTYPE html><html lang=\"en-us\"><head><title>{title} - AWS Guide</title></head><body><div id=\"main\">\
         <div id=\"main-content\"><div id=\"main-col-body\"><h1 class=\"topictitle\" id=\"{id}\">{title}</h1>\
         {sections}</div></div></div></body></html>"
    )
}

/// What AWS answers at the folder of a guide, and so in place of a page that is gone: nothing but the way to `welcome`.
pub fn aws_stub(welcome: &str) -> String {
    let start = format!(
        "<!DOCTYPE html><html><head><meta http-equiv=\"refresh\" content=\"0;URL={welcome}\"><script>\
         var myDefaultPage = \"{welcome}\"; location.replace(myDefaultPage + location.search);/*"
    );
    let end = "*/</script></head><body></body></html>";
    let rest = STUB_BYTES - start.len() - end.len();
    format!("{start}{}{end}", " ".repeat(rest))
}

/// A page that leads elsewhere at once.
pub fn refresh(to: &str) -> String {
    format!(
        "<html><head><meta http-equiv=\"refresh\" content=\"0; url={to}\"></head><body>Moved</body></html>"
    )
}

/// A page that leads elsewhere where scripts run.
pub fn script_move(to: &str) -> String {
    format!("<html><head><script>window.location.replace(\"{to}\");</script></head><body></body></html>")
}

/// What Next.js sends before any script has run.
pub fn nextjs() -> String {
    "<!DOCTYPE html><html><head><title>API</title><script src=\"/_next/static/chunks/main.js\" defer></script></head>\
     <body><div id=\"__next\"></div><script id=\"__NEXT_DATA__\" type=\"application/json\">{\"page\":\"/\"}</script>\
     </body></html>"
        .to_owned()
}

/// What `DocC` sends before any script has run.
pub fn docc() -> String {
    "<!DOCTYPE html><html><head><title>Documentation</title><script>var baseUrl = \"/\"</script></head><body>\
     <noscript>This page requires JavaScript.</noscript><div id=\"app\"></div>\
     <script src=\"/js/documentation-topic.js\"></script></body></html>"
        .to_owned()
}

/// A page with anchors of every kind.
pub fn anchors() -> String {
    "<!DOCTYPE html><html><head><title>Anchors</title></head><body><h1 id=\"top-of-page\">Anchors</h1>\
     <h2 id=\"limits\">Limits</h2><a name=\"by-name\"></a><h2 id=\"größe\">Size</h2>\
     <h2 id=\"user-content-quotas\">Quotas</h2><h2 id=\"High-Resolution\">High</h2></body></html>"
        .to_owned()
}

/// A PDF, as far as anybody looks.
pub fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n".to_vec()
}

/// A picture of one pixel.
pub fn gif() -> Vec<u8> {
    b"GIF89a\x01\0\x01\0\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec()
}

/// The index of a guide for language models, with these pages.
pub fn llms(guide: &str, leaves: &[&str]) -> String {
    let line = |leaf: &&str| format!("- [{leaf}]({guide}{leaf}.md): About it\n");
    format!("# A guide\n\n> What it is about\n\n## Pages\n\n{}", leaves.iter().map(line).collect::<String>())
}

/// The contents of a guide, as its own navigation reads them.
pub fn toc(leaves: &[&str]) -> String {
    let entry = |leaf: &&str| format!("{{\"title\":\"{leaf}\",\"href\":\"{leaf}.html\"}}");
    let entries: Vec<String> = leaves.iter().map(entry).collect();
    format!(
        "{{\"contents\":[{{\"title\":\"Guide\",\"href\":\"welcome.html\",\"contents\":[{}]}}]}}",
        entries.join(",")
    )
}

/// The sitemap of a guide.
pub fn sitemap(guide: &str, leaves: &[&str]) -> String {
    let entry = |leaf: &&str| format!("<url><loc>{guide}{leaf}.html</loc></url>");
    let entries: String = leaves.iter().map(entry).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</urlset>"
    )
}

/// These bytes in gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// 2 MB of gzip that become 2 GB of spaces. It is put together from one packed megabyte, which takes no time.
pub fn bomb() -> &'static [u8] {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    BOMB.get_or_init(|| {
        let megabyte = vec![b' '; 1 << 20];
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&megabyte).expect("memory takes it");
        // A flush ends at a whole byte, so that the same piece can follow.
        encoder.flush().expect("memory takes it");
        let pieces = (BOMB_BYTES >> 20) as usize;
        let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
        bytes.extend_from_slice(&encoder.get_ref().repeat(pieces));
        let mut one = Crc::new();
        one.update(&megabyte);
        let mut crc = Crc::new();
        (0..pieces).for_each(|_| crc.combine(&one));
        bytes.extend_from_slice(&[3, 0]);
        bytes.extend_from_slice(&crc.sum().to_le_bytes());
        bytes.extend_from_slice(&BOMB_BYTES.to_le_bytes());
        bytes
    })
}

/// The bomb, packed once more.
pub fn nested_bomb() -> &'static [u8] {
    static NESTED: OnceLock<Vec<u8>> = OnceLock::new();
    NESTED.get_or_init(|| gzip(bomb()))
}
