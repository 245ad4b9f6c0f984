//! Open data kept in memory: made once, the same for all, quick at 3,000 programs.
#![expect(clippy::print_stdout, reason = "how long an answer takes is told to whoever reads the log")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::publishing::open_data::{NO_FILE, NO_ITEM, NO_KIND, OpenData, Shelf, item_path};
use publish::edition::{ItemKind, example};

fn of(programs: usize) -> Arc<OpenData> {
    Shelf::default().of(Arc::new(example::edition(programs)))
}

fn code<T>(result: Result<T, app::AppError>) -> &'static str {
    result.map_or_else(|error| error.kind().code, |_| "")
}

#[tokio::test]
async fn a_file_is_made_once_however_many_ask_at_the_same_time() {
    let data = of(200);
    let asks = (0..8).map(|_| {
        let data = Arc::clone(&data);
        tokio::spawn(async move { data.file("program-money.csv").await.unwrap() })
    });
    let mut found = Vec::new();
    for ask in asks.collect::<Vec<_>>() {
        found.push(ask.await.unwrap());
    }
    assert!(found.windows(2).all(|pair| Arc::ptr_eq(&pair[0], &pair[1])));
    assert_eq!(found[0].bytes[..3], [0xef, 0xbb, 0xbf]);
    assert_eq!(found[0].sha256.len(), 64);
}

#[tokio::test]
async fn files_and_items_are_those_of_the_whole_folder() {
    let data = of(9);
    let all = publish::open_data::files(data.edition(), "");
    for (path, bytes) in &all {
        assert_eq!(&*data.file(path).await.unwrap().bytes, bytes.as_slice(), "{path}");
    }
    for entry in data.entries().await.unwrap().iter() {
        assert!(all.iter().any(|(path, _)| *path == entry.path), "{}", entry.path);
    }
    for (kind, _, count) in data.counts() {
        let headings = data.headings(kind).unwrap();
        assert_eq!(headings.len(), count, "{kind}");
        for (at, heading) in headings.iter().enumerate() {
            let body = data.item(kind, &heading.key).unwrap();
            assert_eq!(data.item_at(kind, at).unwrap().as_ref(), Some(&body));
            let path = item_path(ItemKind::from_word(kind).unwrap(), &heading.key);
            let file = all.iter().find(|(known, _)| *known == path).unwrap();
            assert_eq!(String::from_utf8_lossy(&file.1).trim_end(), body);
        }
    }
    assert_eq!(code(data.file("../Cargo.toml").await), NO_FILE.code);
    assert_eq!(code(data.file("programs.xlsx").await), NO_FILE.code);
    assert_eq!(code(data.headings("person")), NO_KIND.code);
    assert_eq!(code(data.item("program", "2026/9999")), NO_ITEM.code);
}

#[tokio::test]
async fn what_was_made_answers_at_once_at_three_thousand_programs() {
    let data = of(3_000);
    for path in ["programs.csv", "program-money.json", "datapackage.json"] {
        let started = Instant::now();
        let first = data.file(path).await.unwrap();
        let making = started.elapsed();
        let started = Instant::now();
        let again = data.file(path).await.unwrap();
        let took = started.elapsed();
        println!("{path}: {} bytes, made in {making:?}, again in {took:?}", first.bytes.len());
        assert!(Arc::ptr_eq(&first, &again));
        assert!(took < Duration::from_millis(100), "{path}: {took:?}");
    }
    let started = Instant::now();
    let body = data.item("program", "2026/2999").unwrap();
    println!("one program: {} bytes in {:?}", body.len(), started.elapsed());
    assert!(started.elapsed() < Duration::from_millis(100));
}
