//! Statuses: what they are called, and what fault they are.

use jackfield_sdk::{Fault, FaultKind, Response};

/// The words for a status (RFC 9110, section 15). HTTP/2 and its successors carry none.
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        507 => "Insufficient Storage",
        _ => "",
    }
}

/// An answer of success, or the fault that any other is.
pub(crate) fn ok(response: Response, follows: bool) -> Result<Response, Fault> {
    let status = response.status();
    if !(300..400).contains(&status) {
        return response.ok();
    }
    let Some(location) = response.header("location") else {
        let fault = Fault::new(
            FaultKind::UnexpectedResponse,
            format!(
                "the server answered {status} ({}), which is no answer of success",
                reason(status)
            ),
        );
        return Err(fault.status(status));
    };
    let fault = Fault::new(
        FaultKind::UnexpectedResponse,
        format!("the server answered {status} and redirects to {location}"),
    )
    .status(status);
    Err(if follows {
        fault.hint("the redirect of a request that changes something is not followed in this version of the node: send the request to where it leads")
    } else {
        fault.hint("redirects are not followed here: let them be (`redirects`; in n8n's node the option Redirects), or send the request to where they lead")
    })
}
