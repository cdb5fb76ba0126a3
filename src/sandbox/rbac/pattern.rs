//! How a pattern matches the name of an operation.

/// Tells whether a pattern covers an operation, ignoring case.
///
/// The two slashes around a `*` may be the same one: `A/*/read` covers `A/read`, as built-in roles
/// need it to.
pub(super) fn matches(pattern: &str, operation: &str) -> bool {
    let (pattern, operation) = (pattern.trim().to_lowercase(), operation.to_lowercase());
    let Some((start, end)) = pattern.split_once('*') else {
        return pattern == operation;
    };
    let shared = usize::from(start.ends_with('/') && end.starts_with('/'));
    operation.len() + shared >= start.len() + end.len()
        && operation.starts_with(start)
        && operation.ends_with(end)
}
