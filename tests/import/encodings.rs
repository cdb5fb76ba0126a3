//! Bytes to text.

use rolewright::import::{Undecodable, decode};

const TEXT: &str = "{\r\n  \"Name\": \"Prüfer 🧪\"\r\n}";

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let order = |unit: u16| {
        if little {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    };
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn every_encoding_of_windows_tools_gives_the_same_text() {
    assert_eq!(decode(TEXT.as_bytes()).unwrap(), TEXT);
    assert_eq!(decode(format!("\u{feff}{TEXT}").as_bytes()).unwrap(), TEXT);
    for little in [true, false] {
        assert_eq!(decode(&utf16(TEXT, little)).unwrap(), TEXT);
        assert_eq!(
            decode(&utf16(&format!("\u{feff}{TEXT}"), little)).unwrap(),
            TEXT
        );
    }
}

#[test]
fn broken_bytes_are_told_with_their_place() {
    assert_eq!(
        decode(b"{\"a\": \"\xff\"}"),
        Err(Undecodable::NotUtf8 { offset: 7 })
    );
    assert_eq!(
        decode(b"\xef\xbb\xbf\"\xc3"),
        Err(Undecodable::NotUtf8 { offset: 4 })
    );
    let mut odd = utf16("{}", true);
    odd.push(b' ');
    assert_eq!(decode(&odd), Err(Undecodable::NotUtf16 { offset: 4 }));
    assert_eq!(
        decode(b"{\0\x00\xd8"),
        Err(Undecodable::NotUtf16 { offset: 2 })
    );
}

#[test]
fn a_file_over_the_limit_is_refused() {
    let size = 16 * 1024 * 1024 + 1;
    assert_eq!(
        decode(&vec![b' '; size]),
        Err(Undecodable::TooLarge { size })
    );
    assert!(decode(&vec![b' '; size - 1]).is_ok());
    // UTF-16 grows when it is decoded.
    let text = utf16(&format!("[{}", "\u{4e00}".repeat(6 << 20)), true);
    assert!(matches!(decode(&text), Err(Undecodable::TooLarge { .. })));
}

#[test]
fn the_shortest_texts_are_text() {
    assert_eq!(decode(b""), Ok(String::new()));
    assert_eq!(decode(b"1"), Ok("1".to_owned()));
    assert_eq!(decode(b"\xff\xfe"), Ok(String::new()));
    assert_eq!(decode(b"\0\0"), Ok("\0\0".to_owned()));
}
