//! Media types: what an answer is taken for, and how its text is written.

use crate::plan::Format;

/// Families of types that are no text.
const FAMILIES: [&str; 4] = ["image/", "audio/", "video/", "font/"];
/// What else is no text, or begins so.
const FILES: [&str; 24] = [
    "application/octet-stream",
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-gzip",
    "application/x-tar",
    "application/x-bzip",
    "application/x-7z-compressed",
    "application/x-rar",
    "application/vnd.rar",
    "application/x-xz",
    "application/zstd",
    "application/java-archive",
    "application/epub+zip",
    "application/msword",
    "application/rtf",
    "application/vnd.ms-",
    "application/vnd.openxmlformats-",
    "application/vnd.oasis.opendocument.",
    "application/vnd.visio",
    "application/vnd.amazon.ebook",
    "application/x-cdf",
    "application/x-msdownload",
    "application/wasm",
];

/// What an answer of this content type is taken for.
pub(crate) fn format_of(content_type: &str) -> Format {
    let essence = essence(content_type);
    if essence == "application/json" || essence == "text/json" || essence.ends_with("+json") {
        return Format::Json;
    }
    // A picture that is text as well.
    if essence == "image/svg+xml" {
        return Format::File;
    }
    let is_file = FAMILIES.iter().any(|family| essence.starts_with(family))
        || FILES.iter().any(|file| essence.starts_with(file));
    if is_file { Format::File } else { Format::Text }
}

/// Text of a media type. UTF-8 is taken where nothing is said, and Latin-1 known.
pub(crate) fn decoded(bytes: Vec<u8>, content_type: &str) -> String {
    let charset = content_type
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase())
        .unwrap_or_default();
    let is_latin = matches!(charset.as_str(), "iso-8859-1" | "latin1" | "windows-1252");
    if is_latin {
        return bytes.into_iter().map(char::from).collect();
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_says_what_an_answer_is_taken_for() {
        for (content_type, format) in [
            ("application/json", Format::Json),
            ("Application/JSON; charset=utf-8", Format::Json),
            ("application/problem+json", Format::Json),
            ("text/html", Format::Text),
            ("application/xml", Format::Text),
            ("", Format::Text),
            ("text/csv; header=present", Format::Text),
            ("image/png", Format::File),
            ("image/svg+xml", Format::File),
            ("application/pdf", Format::File),
            ("application/vnd.ms-excel", Format::File),
            ("application/octet-stream", Format::File),
        ] {
            assert_eq!(format_of(content_type), format, "{content_type}");
        }
    }

    #[test]
    fn text_is_read_in_its_character_set() {
        for (bytes, content_type, text) in [
            (&b"\xc3\xbc"[..], "text/plain", "ü"),
            (b"\xfc", "text/plain; charset=ISO-8859-1", "ü"),
            (b"\xfc", "text/plain; charset=\"latin1\"", "ü"),
            (b"a\xfc", "text/plain; charset=utf-8", "a\u{fffd}"),
        ] {
            assert_eq!(decoded(bytes.to_vec(), content_type), text);
        }
    }
}
