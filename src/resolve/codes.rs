//! The codes of everything that names and values can be wrong in.

use crate::diagnostic::codes;

codes! {
    /// A name that nothing declares.
    UNKNOWN_NAME = "RW101" "unknown-name";
    /// Two declarations of one name.
    DUPLICATE_NAME = "RW102" "duplicate-name";
    /// A name of the wrong kind of thing.
    WRONG_KIND = "RW103" "wrong-kind-of-name";
    /// A thing that exists in several environments, named without one.
    ENVIRONMENT_UNSAID = "RW104" "environment-unsaid";
    /// A thing that does not exist in the environment that is named.
    NOT_IN_ENVIRONMENT = "RW105" "not-in-environment";
    /// A property that the kind does not have.
    UNKNOWN_PROPERTY = "RW106" "unknown-property";
    /// A property that is written twice.
    DUPLICATE_PROPERTY = "RW107" "duplicate-property";
    /// A property that must be there.
    MISSING_PROPERTY = "RW108" "missing-property";
    /// A value of the wrong shape.
    WRONG_VALUE = "RW109" "wrong-value";
    /// A GUID that is none.
    MALFORMED_ID = "RW110" "malformed-id";
    /// Something that contains itself.
    CYCLE = "RW111" "cycle";
    /// A clause of a stage that finds nothing to stand for.
    UNBOUND_CLAUSE = "RW112" "unbound-clause";
    /// A clause of a stage that finds more than one thing to stand for.
    AMBIGUOUS_BINDING = "RW113" "ambiguous-binding";
    /// Two environments of different tiers in one place.
    OVERLAPPING_ENVIRONMENTS = "RW114" "overlapping-environments";
    /// `${…}` that names nothing.
    UNKNOWN_VARIABLE = "RW115" "unknown-variable";
    /// A day that does not exist.
    IMPOSSIBLE_DATE = "RW116" "impossible-date";
    /// Something declared where it cannot be.
    MISPLACED = "RW117" "misplaced-declaration";
    /// A use of a template that does not fit it.
    TEMPLATE_ARGUMENT = "RW118" "template-argument";
    /// A template's value that does not fit the place of its hole.
    TEMPLATE_VALUE = "RW119" "template-value";
    /// Templates that make too much.
    TEMPLATE_LIMIT = "RW120" "template-limit";
    /// A role in quotes that Azure does not have.
    UNKNOWN_BUILT_IN = "RW121" "unknown-built-in-role";
    /// A pattern that no role may hold.
    MALFORMED_PATTERN = "RW122" "malformed-pattern";
    /// A capability on a kind that it says nothing about.
    CAPABILITY_KIND = "RW123" "capability-kind";
    /// A role on a kind of scope that it is not for.
    ROLE_KIND = "RW124" "role-kind";
    /// An eligible grant to something that cannot activate it.
    ELIGIBLE_WORKLOAD = "RW125" "eligible-workload";
    /// A selector that selects nothing.
    EMPTY_SELECTION = "RW126" "empty-selection";
    /// Equal grants with different eligibility terms.
    DIFFERING_TERMS = "RW127" "differing-terms";
    /// A stage that inherits too much.
    STAGE_LIMIT = "RW128" "stage-limit";
    /// A parameter that its template does not use.
    UNUSED_PARAMETER = "RW129" "unused-parameter";
    /// Something that stands twice in one list.
    REPEATED_ELEMENT = "RW130" "repeated-element";
    /// Two declarations of one thing in Azure.
    SAME_THING = "RW131" "same-thing-twice";
    /// A string that its variables make too long.
    TEXT_LIMIT = "RW132" "text-limit";
    /// A statement that makes too many grants.
    GRANT_LIMIT = "RW133" "grant-limit";
}
