//! Type and colour.
//!
//! Every pair of text and ground has a contrast of at least 4.5 to 1, in both schemes. Colours are
//! written out twice and not kept in variables, which many renderers of SVG do not know; one that
//! does not know `prefers-color-scheme` shows the light scheme. The rules hold only below the
//! picture's own class, for in an HTML page they stand beside the page's.

/// The size of the workflow's name.
pub(super) const HEADING: i32 = 18;
/// The size of a step's name, which is bold: a little more than its nominal 14.
pub(super) const NAME: i32 = 15;
/// The size of other text.
pub(super) const SMALL: i32 = 12;

/// The limit for text of this size that has so many pixels, as [`crate::text::shorten`] counts it.
pub(super) fn limit(pixels: i32, size: i32) -> u32 {
    u32::try_from(pixels.saturating_mul(100) / size).unwrap_or_default()
}

/// How many pixels text takes that is so wide, as [`crate::text::width`] counts it.
pub(super) fn pixels(width: u32, size: i32) -> i32 {
    i32::try_from(width)
        .unwrap_or(i32::MAX)
        .saturating_mul(size)
        / 100
}

/// The style sheet.
pub(super) const STYLE: &str = "\
.jackfield-graph text { font-family: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif; font-size: 12px; text-anchor: middle; }
.jackfield-graph .heading { font-size: 17px; font-weight: 600; text-anchor: start; fill: #0f172a; }
.jackfield-graph .ground { fill: #f8fafc; }
.jackfield-graph .edge { fill: none; stroke: #64748b; stroke-width: 1.5; }
.jackfield-graph .arrow { fill: #64748b; }
.jackfield-graph .times { font-weight: 600; fill: #334155; stroke: #f8fafc; stroke-width: 5; stroke-linejoin: round; paint-order: stroke; }
.jackfield-graph .card { fill: #ffffff; stroke: #94a3b8; }
.jackfield-graph .name { font-size: 14px; font-weight: 600; fill: #0f172a; }
.jackfield-graph .operation { fill: #526077; }
.jackfield-graph .off .card { stroke-dasharray: 5 4; }
.jackfield-graph .off .name { fill: #526077; }
.jackfield-graph .strip { fill: #fef3c7; stroke: #d9a43b; }
.jackfield-graph .condition { fill: #78350f; }
.jackfield-graph .run .card { fill: #4338ca; stroke: #4338ca; }
.jackfield-graph .run .name { font-size: 13px; fill: #ffffff; }
@media (prefers-color-scheme: dark) {
.jackfield-graph .heading { fill: #f1f5f9; }
.jackfield-graph .ground { fill: #0f172a; }
.jackfield-graph .edge { stroke: #8b9bb4; }
.jackfield-graph .arrow { fill: #8b9bb4; }
.jackfield-graph .times { fill: #e2e8f0; stroke: #0f172a; }
.jackfield-graph .card { fill: #1e293b; stroke: #52627a; }
.jackfield-graph .name { fill: #f1f5f9; }
.jackfield-graph .operation { fill: #a8b5c8; }
.jackfield-graph .off .name { fill: #a8b5c8; }
.jackfield-graph .strip { fill: #3b2f14; stroke: #8a6d2b; }
.jackfield-graph .condition { fill: #fcd34d; }
.jackfield-graph .run .card { fill: #a5b4fc; stroke: #a5b4fc; }
.jackfield-graph .run .name { fill: #1e1b4b; }
}
";
