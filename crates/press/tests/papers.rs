//! Papers of a meeting bound into one book: the pages of real PDFs, and those that are none.

use serde_json::{Value, json};

use crate::support::{Run, document, has, heading, paragraph, pdftotext, press_bytes, set};

/// A PDF of so many pages, each with its words in Helvetica, written by hand.
fn pdf(words: &[&str], (width, height): (u32, u32), version: &str, trailer: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..words.len()).map(|at| format!("{} 0 R", 4 + at * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), words.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (at, word) in words.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + at * 2
        ));
        let stream = format!("BT /F1 24 Tf 60 100 Td ({word}) Tj ET");
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    let mut out = format!("%PDF-{version}\n").into_bytes();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").into_bytes()));
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    out
}

fn a4(words: &[&str]) -> Vec<u8> {
    pdf(words, (595, 842), "1.4", "")
}

/// A book of these papers: title and bytes; without bytes it is no PDF.
fn book(papers: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let listed: Vec<Value> = papers
        .iter()
        .map(|(title, bytes)| {
            json!({
                "title": title, "name": format!("{title}.pdf"), "size": "2 KB", "sha256": "0123456789abcdef".repeat(4),
                "bytes": bytes.len(), "left_out": if bytes.is_empty() { "not-pdf" } else { "" },
            })
        })
        .collect();
    let mut book = document(&json!([heading(1, "議題", ""), paragraph("次第どおり。")]));
    book["papers"] = Value::from(listed);
    let mut input = book.to_string().into_bytes();
    input.push(b'\n');
    papers.iter().for_each(|(_, bytes)| input.extend(bytes));
    input
}

/// The text of each page, cell after cell; nothing where it cannot be read.
fn pages(pdf: &[u8]) -> Option<Vec<String>> {
    Some(pdftotext(pdf, &["-raw"])?.split('\u{c}').map(str::to_owned).collect())
}

/// What came of it; nothing where no font is installed.
fn bound(papers: &[(&str, Vec<u8>)]) -> Option<Run> {
    let run = press_bytes(&book(papers), &["--memory-mb", "3072", "--seconds", "120"]);
    if run.said["kind"] == "font" {
        eprintln!("SKIPPED: {}", run.said["ja"]);
        return None;
    }
    assert!(run.is_success, "{}", run.words);
    Some(run)
}

#[test]
fn pages_of_papers_stand_in_the_book_with_its_numbers_and_its_list() {
    let wide = pdf(&["Wide sheet"], (842, 595), "1.7", "");
    let papers = [("収支の見通し", a4(&["Alpha one", "Alpha two"])), ("図面", wide), ("計算表", Vec::new())];
    let Some(run) = bound(&papers) else { return };
    assert_eq!(run.said["papers"], json!(["", "", "not-pdf"]));
    // Cover, contents, agenda, list, two pages and one.
    assert_eq!(run.said["pages"], 7);
    let Some(pages) = pages(&run.pdf) else { return };
    let squeezed: Vec<String> =
        pages.iter().map(|page| page.chars().filter(|c| !c.is_whitespace()).collect()).collect();
    assert!(squeezed[4].contains("Alphaone") && squeezed[4].contains("資料1収支の見通し"), "{}", pages[4]);
    assert!(squeezed[5].contains("Alphatwo") && squeezed[5].contains("2/2"), "{}", pages[5]);
    assert!(squeezed[6].contains("Widesheet") && squeezed[6].contains("資料2図面"), "{}", pages[6]);
    for (page, number) in [(4, "5"), (5, "6"), (6, "7")] {
        assert!(squeezed[page].ends_with(number), "the book's own number: {}", pages[page]);
    }
    let list = &squeezed[3];
    assert!(list.contains("収支の見通し.pdf（2KB）") && list.contains("2ページを綴じました（5ページ）"), "{list}");
    assert!(list.contains("PDFでも画像でもないため") && list.contains(&"0123456789abcdef".repeat(4)), "{list}");
    assert!(squeezed[1].contains("資料1収支の見通し"), "the contents lead to it: {}", pages[1]);
    assert!(!has(&run.pdf, "JavaScript"), "nothing of a paper acts in the book");
}

#[test]
fn what_is_broken_or_encrypted_is_named_and_stops_nothing() {
    let good = a4(&["Good page"]);
    let mut cut = good.clone();
    cut.truncate(60);
    let locked = pdf(
        &["Secret"],
        (595, 842),
        "1.4",
        "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 \
         /O <0000000000000000000000000000000000000000000000000000000000000000> \
         /U <0000000000000000000000000000000000000000000000000000000000000000> /P -4 >>",
    );
    let mut garbled = good.clone();
    for at in (20..garbled.len()).step_by(7) {
        garbled[at] = 0xff;
    }
    let empty = pdf(&[], (595, 842), "1.4", "");
    let many: Vec<&str> = vec!["x"; 501];
    let papers = [
        ("切れた", cut),
        ("鍵", locked),
        ("化けた", garbled),
        ("紙がない", empty),
        ("長い", a4(&many)),
        ("よい", good),
        ("新しい", pdf(&["Version two"], (595, 842), "2.0", "")),
        ("点", pdf(&["Dot"], (0, 0), "1.4", "")),
    ];
    let Some(run) = bound(&papers) else { return };
    let said: Vec<&str> = run.said["papers"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(said[..2], ["broken", "encrypted"]);
    assert_eq!(said[3..7], ["broken", "too-many-pages", "", ""]);
    assert!(["broken", ""].contains(&said[2]) && ["broken", ""].contains(&said[7]), "{said:?}");
    let Some(pages) = pages(&run.pdf) else { return };
    let text: String = pages.concat().chars().filter(|c| !c.is_whitespace()).collect();
    for words in ["暗号化されたPDFのため", "PDFとして読めないため", "ページ数が多すぎるため", "Goodpage", "Versiontwo"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("Secret"));
}

/// A PNG of one colour, written by hand: its lines are packed as they are.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut table = [0u32; 256];
    for (number, entry) in (0u32..).zip(&mut table) {
        *entry = (0..8).fold(number, |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 });
    }
    let part = |kind: &[u8], told: &[u8]| {
        let named = [kind, told].concat();
        let crc =
            named.iter().fold(u32::MAX, |crc, byte| table[((crc ^ u32::from(*byte)) & 0xFF) as usize] ^ (crc >> 8));
        [(told.len() as u32).to_be_bytes().as_slice(), &named, &(!crc).to_be_bytes()].concat()
    };
    let line = [vec![0u8], vec![0x40u8; width as usize]].concat();
    let lines = line.repeat(height as usize);
    let (a, b) = lines.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    let length = lines.len() as u16;
    let packed = [
        [0x78u8, 0x01, 0x01].as_slice(),
        &length.to_le_bytes(),
        &(!length).to_le_bytes(),
        &lines,
        &((b << 16) | a).to_be_bytes(),
    ]
    .concat();
    let head = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &part(b"IHDR", &head), &part(b"IDAT", &packed), &part(b"IEND", b"")].concat()
}

/// A grey JPEG of eight by eight, written by hand, with what a camera says beside it and something after its end.
fn jpeg() -> Vec<u8> {
    let part =
        |marker: u8, told: &[u8]| [[0xFF, marker].as_slice(), &(told.len() as u16 + 2).to_be_bytes(), told].concat();
    // One code of one bit: no difference, and the end of the block.
    let codes = |class: u8| part(0xC4, &[[class, 1].as_slice(), &[0; 15], &[0]].concat());
    [
        vec![0xFF, 0xD8],
        part(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0 WHERE-IT-STOOD"),
        part(0xDB, &[[0u8].as_slice(), &[1; 64]].concat()),
        part(0xC0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
        codes(0x00),
        codes(0x10),
        part(0xDA, &[1, 1, 0, 0, 63, 0]),
        vec![0x3F, 0xFF, 0xD9],
        b"AFTER-THE-END".to_vec(),
    ]
    .concat()
}

#[test]
fn a_picture_is_a_page_of_its_own_without_what_the_camera_wrote() {
    let mut cut = jpeg();
    cut.truncate(80);
    let bomb = [&png(1, 1)[..16], &60_000u32.to_be_bytes(), &60_000u32.to_be_bytes(), &png(1, 1)[24..]].concat();
    let mut garbled = png(30, 20);
    garbled.truncate(60);
    let papers = [
        ("横の図", png(30, 20)),
        ("縦の図", png(20, 30)),
        ("写真", jpeg()),
        ("切れた写真", cut),
        ("大きすぎる図", bomb),
        ("化けた図", garbled),
        ("文書", a4(&["Good page"])),
    ];
    let Some(run) = bound(&papers) else { return };
    let said = &run.said["papers"];
    assert_eq!(said, &json!(["", "", "", "broken-picture", "too-many-pixels", "broken-picture", ""]));
    // Cover, contents, agenda, list of papers, three pictures and one page.
    assert_eq!(run.said["pages"], 8);
    assert!(!has(&run.pdf, "WHERE-IT-STOOD") && !has(&run.pdf, "AFTER-THE-END"), "what a camera wrote stays out");
    let Some(pages) = pages(&run.pdf) else { return };
    let squeezed: Vec<String> =
        pages.iter().map(|page| page.chars().filter(|c| !c.is_whitespace()).collect()).collect();
    assert!(squeezed[4].contains("資料1横の図") && squeezed[6].contains("資料3写真"), "{} {}", pages[4], pages[6]);
    let list = &squeezed[3];
    assert!(list.contains("画像として読めないため") && list.contains("画像の画素数が多すぎるため"), "{list}");
}

#[test]
fn a_tagged_pdf_of_the_press_itself_can_be_bound_and_the_same_book_gives_the_same_bytes() {
    let Some(inner) = set(&document(&json!([heading(1, "中の文書", ""), paragraph("中の文です。")]))) else {
        return;
    };
    let papers = [("計画", inner.pdf)];
    let (Some(one), Some(two)) = (bound(&papers), bound(&papers)) else { return };
    assert!(one.pdf == two.pdf, "not the same bytes");
    let Some(pages) = pages(&one.pdf) else { return };
    assert!(pages.concat().contains("中の文です。"));
}

#[test]
fn fewer_or_more_bytes_than_the_papers_say_are_refused() {
    let input = book(&[("甲", a4(&["x"]))]);
    for wrong in [input[..input.len() - 1].to_vec(), [input.as_slice(), b"xx"].concat()] {
        let run = press_bytes(&wrong, &[]);
        if run.said["kind"] == "font" {
            return;
        }
        assert_eq!((run.is_success, run.said["kind"].as_str()), (false, Some("input")), "{}", run.words);
    }
}
