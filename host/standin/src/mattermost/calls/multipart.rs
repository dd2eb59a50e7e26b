//! Bodies of several parts, as forms with files send them.
//!
//! Contract: every part with a name, in order, its bytes as they are; `None` when the body is
//! not what its content type says, or ends early.

use percent_encoding::percent_decode_str;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// Only files have one; without folders.
    pub(crate) file_name: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = parameter(content_type, "boundary")?;
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first delimiter has no line before it.
    let body = [b"\r\n", body].concat();
    let (_, mut rest) = cut(&body, &delimiter)?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let (part, after) = cut(rest, &delimiter)?;
        parts.extend(read(part)?);
        rest = after;
    }
    Some(parts)
}

/// A part without the delimiters; the inner `None` is for one without a name.
fn read(part: &[u8]) -> Option<Option<Part>> {
    let (head, bytes) = cut(part, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(head);
    let disposition = head.lines().find(|line| {
        line.split_once(':')
            .is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))
    })?;
    let Some(name) = parameter(disposition, "name") else {
        return Some(None);
    };
    let file_name = extended(disposition)
        .or_else(|| parameter(disposition, "filename"))
        .map(|path| match path.rsplit_once('/') {
            Some((_, file_name)) => file_name.to_owned(),
            None => path,
        });
    Some(Some(Part {
        name,
        file_name,
        bytes: bytes.to_vec(),
    }))
}

fn extended(disposition: &str) -> Option<String> {
    let value = parameter(disposition, "filename*")?;
    let (_, encoded) = value.split_once("''")?;
    Some(percent_decode_str(encoded).decode_utf8_lossy().into_owned())
}

fn parameter(header: &str, name: &str) -> Option<String> {
    let (_, rest) = header.split_once(&format!("; {name}="))?;
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.0,
        None => rest.split(';').next()?.trim(),
    };
    Some(value.to_owned())
}

fn cut<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = bytes.windows(at.len()).position(|window| window == at)?;
    Some((bytes.get(..place)?, bytes.get(place + at.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=x-y";

    fn text(name: &str, text: &str) -> Part {
        Part {
            name: name.to_owned(),
            file_name: None,
            bytes: text.as_bytes().to_vec(),
        }
    }

    #[test]
    fn fields_and_files_are_told_apart() {
        let body = b"--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
            --x-y\r\ncontent-disposition: form-data; name=\"f\"; filename=\"dir/b.txt\"\r\n\
            Content-Type: text/plain\r\n\r\nline\r\n--x\r\n\r\n--x-y--\r\n";
        let file = Part {
            file_name: Some("b.txt".to_owned()),
            ..text("f", "line\r\n--x\r\n")
        };
        assert_eq!(parts(TYPE, body), Some(vec![text("a", "1"), file]));
    }

    #[test]
    fn names_beyond_ascii_are_decoded() {
        let body = b"--x-y\r\nContent-Disposition: form-data; name=\"f\"; \
            filename*=utf-8''%C3%A4.txt\r\n\r\n\r\n--x-y--";
        let parts = parts(TYPE, body).unwrap();
        assert_eq!(parts[0].file_name.as_deref(), Some("ä.txt"));
    }

    #[test]
    fn a_body_that_ends_early_is_none() {
        let body = b"--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1";
        assert_eq!(parts(TYPE, body), None);
        assert_eq!(parts("multipart/form-data", b"--x-y--"), None);
    }
}
