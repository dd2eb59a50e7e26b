//! Addresses: where a reference leads from another (RFC 3986, section 5.2). The gate judges what
//! comes of it; here it only has to be found.

/// The origin of an absolute http or https URL, in lower case and with its port, and the rest.
fn split(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "http" => "80",
        "https" => "443",
        _ => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.to_ascii_lowercase();
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| {
        !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    let host = host.trim_end_matches(':');
    Some(if has_port {
        (format!("{scheme}://{host}"), path)
    } else {
        (format!("{scheme}://{host}:{default_port}"), path)
    })
}

/// Whether it is an absolute http or https URL.
pub(crate) fn is_absolute(url: &str) -> bool {
    split(url).is_some_and(|(origin, _)| !origin.contains(":///") && !origin.contains("://:"))
}

/// Whether two absolute URLs have the same scheme, host and port.
pub(crate) fn same_origin(one: &str, other: &str) -> bool {
    match (split(one), split(other)) {
        (Some((one, _)), Some((other, _))) => one == other,
        _ => false,
    }
}

/// Whether the second of two absolute URLs is on the same host as the first and over TLS, where the
/// first is not.
pub(crate) fn is_upgrade(from: &str, to: &str) -> bool {
    let host = |url: &str, scheme: &str| {
        let (origin, _) = split(url)?;
        let host = origin.strip_prefix(scheme)?.rsplit_once(':')?.0;
        Some(host.to_owned())
    };
    match (host(from, "http://"), host(to, "https://")) {
        (Some(from), Some(to)) => from == to,
        _ => false,
    }
}

/// Where a reference on a page of this URL leads.
pub(crate) fn joined(base: &str, reference: &str) -> String {
    let reference = reference.trim();
    let reference = reference.split('#').next().unwrap_or_default();
    if has_scheme(reference) {
        return reference.to_owned();
    }
    let (Some((scheme, _)), Some((_, path))) = (base.split_once("://"), split(base)) else {
        return reference.to_owned();
    };
    if reference.starts_with("//") {
        return format!("{scheme}:{reference}");
    }
    let root = base.get(..base.len() - path.len()).unwrap_or_default();
    let path = path.split('#').next().unwrap_or_default();
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    if reference.is_empty() {
        return base.split('#').next().unwrap_or_default().to_owned();
    }
    if reference.starts_with('?') {
        return format!("{root}{path}{reference}");
    }
    let (target, query) = match reference.split_once('?') {
        Some((target, query)) => (target, format!("?{query}")),
        None => (reference, String::new()),
    };
    let whole = if target.starts_with('/') {
        target.to_owned()
    } else {
        let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
        format!("{directory}/{target}")
    };
    format!("{root}{}{query}", without_dots(&whole))
}

fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else {
        return false;
    };
    let mut bytes = scheme.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// A path without segments of dots (section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let last = segments.len().saturating_sub(1);
    for (index, segment) in segments.into_iter().enumerate() {
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if index == last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_where_the_standard_says() {
        // Of RFC 3986, section 5.4, what there is of it for http.
        let base = "http://a/b/c/d;p?q";
        for (reference, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("https://b/x", "https://b/x"),
            ("ftp://b/x", "ftp://b/x"),
            ("x?to=http://b", "http://a/b/c/x?to=http://b"),
        ] {
            assert_eq!(joined(base, reference), expected, "{reference:?}");
        }
        assert_eq!(joined("http://a", "g"), "http://a/g");
        assert_eq!(joined("http://a?x", "/g"), "http://a/g");
    }

    #[test]
    fn origins_are_compared_by_scheme_host_and_port() {
        for (one, other, same) in [
            ("https://a.example/x", "https://A.example:443/y?z", true),
            ("http://a.example", "http://a.example:80/", true),
            ("https://a.example/", "http://a.example/", false),
            ("https://a.example/", "https://a.example:8443/", false),
            ("https://a.example/", "https://b.example/", false),
            ("https://a.example/", "https://a.example@b.example/", false),
            ("https://a.example/", "/x", false),
            ("http://[::1]:8080/", "http://[::1]:8080/x", true),
            ("http://[::1]/", "http://[::1]:80/x", true),
        ] {
            assert_eq!(same_origin(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn an_upgrade_is_to_the_same_host_over_tls() {
        for (from, to, expected) in [
            ("http://a.example/x", "https://a.example/x", true),
            ("http://a.example:8080/x", "https://A.example/", true),
            ("https://a.example/x", "https://a.example:8443/x", false),
            ("http://a.example/x", "https://b.example/x", false),
            ("https://a.example/x", "http://a.example/x", false),
        ] {
            assert_eq!(is_upgrade(from, to), expected, "{from} {to}");
        }
    }

    #[test]
    fn only_web_addresses_are_absolute() {
        for (url, expected) in [
            ("https://a.example", true),
            ("HTTP://a.example/x", true),
            ("ftp://a.example", false),
            ("a.example/x", false),
            ("/x", false),
            ("https:///x", false),
            ("", false),
        ] {
            assert_eq!(is_absolute(url), expected, "{url:?}");
        }
    }
}
