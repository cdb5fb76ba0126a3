//! Why a pattern covers nothing, and what to write instead.

use crate::catalog::Catalog;
use crate::report::safe;

/// Tells whether Azure's documents leave open what a pattern means: a second `*`, or one that is
/// only a part of a segment.
pub(super) fn is_odd(pattern: &str) -> bool {
    let parts = |segment: &str| segment.contains('*') && segment != "*";
    pattern.matches('*').count() > 1 || pattern.split('/').any(parts)
}

/// Says why a pattern covers no operation, with what helps.
pub(super) fn why(catalog: &Catalog, pattern: &str) -> String {
    let provider = pattern.split('/').next().unwrap_or_default();
    if is_odd(pattern) || pattern.is_empty() {
        let example = "such as `Microsoft.Storage/*/read`";
        return format!("write names with at most one `*`, for whole segments, {example}");
    }
    if !pattern.contains('/') {
        let word = safe(pattern);
        return format!("find names with that word: `rolewright catalog search {word}`");
    }
    if provider.contains('*') || catalog.has_provider(provider) {
        let near = catalog.nearest(pattern, 1);
        return match near.as_slice() {
            [near] if !pattern.contains('*') => format!("near it: `{near}`"),
            _ => "look at how it is spelled; names end in `read`, `write`, `delete` or `action`"
                .to_owned(),
        };
    }
    let full = format!("Microsoft.{provider}");
    let near = catalog
        .nearest_provider(&full)
        .filter(|near| near.eq_ignore_ascii_case(&full))
        .or_else(|| catalog.nearest_provider(provider));
    let near = near.map_or(String::new(), |near| format!("; near it: `{near}`"));
    format!("`{}` is no provider{near}", safe(provider))
}
