//! Temporary.
use super::tests::found;
#[test]
fn dump() {
    let root = std::env::var("DUMP").unwrap();
    for file in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().flatten() {
        if file.path().extension().is_some_and(|e| e == "md") {
            let text = String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned();
            let found = found(&text);
            for n in &found.numbers {
                let t: String = n.text.iter().map(|p| if p.mark { format!("[{}]", p.text) } else { p.text.clone() }).collect();
                println!("N\t{}\t{}\t{}", n.term, n.quantities.join(" + "), t.replace('\n', " ⏎ "));
            }
            let show = |pieces: &[crate::site::view::study::PieceView]| pieces.iter().map(|p| if p.mark { format!("[{}]", p.text) } else { p.text.clone() }).collect::<String>().replace('\n', " ⏎ ");
            for c in &found.comparisons {
                println!("C\t{}\t{}\t{}\t{}", c.names.join(" + "), show(&c.text), show(&c.below), c.table.is_some());
            }
            for d in &found.cards {
                println!("F\t{:?}\t{}\t{}", d.form, show(&d.front), show(&d.back));
            }
            for d in &found.doubts {
                println!("D\t{:?}\t{}", d.kind, show(&d.text));
            }
        }
    }
}
