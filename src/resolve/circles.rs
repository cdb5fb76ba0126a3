//! Finding what contains itself: groups, stages, capabilities, templates.

/// A way that leads back to its beginning.
pub(super) struct Circle {
    /// The things on the way, each once.
    pub(super) path: Vec<usize>,
    /// Which of the edges of the last one leads back to the first.
    pub(super) edge: usize,
}

/// How many circles are told; who has more of them has to draw all of it anew.
const MOST: usize = 1_000;

/// Where a thing stands in the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnPath,
    Done,
}

/// Finds a circle for each edge that closes one, up to a number; without these edges there is none.
///
/// `edges` lists for each thing where it leads. The search is depth first and without recursion.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<Circle> {
    let mut found = Vec::new();
    let mut states = vec![State::New; edges.len()];
    for start in 0..edges.len() {
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((current, edge)) = path.last().copied() {
            let fresh = states.get(current) != Some(&State::Done);
            let next = edges.get(current).and_then(|all| all.get(edge)).copied();
            let Some(next) = next.filter(|_| fresh) else {
                set(&mut states, current, State::Done);
                path.pop();
                continue;
            };
            set(&mut states, current, State::OnPath);
            if let Some(last) = path.last_mut() {
                last.1 += 1;
            }
            match states.get(next) {
                Some(State::New) => path.push((next, 0)),
                Some(State::OnPath) if found.len() < MOST => found.push(Circle {
                    path: back_to(&path, next),
                    edge,
                }),
                _ => {}
            }
        }
    }
    found
}

/// Returns the end of a path that begins at a thing.
fn back_to(path: &[(usize, usize)], thing: usize) -> Vec<usize> {
    let end = path.iter().skip_while(|(one, _)| *one != thing);
    end.map(|(one, _)| *one).collect()
}

fn set(states: &mut [State], thing: usize, state: State) {
    if let Some(slot) = states.get_mut(thing) {
        *slot = state;
    }
}

/// Writes a circle as people read it: `a` -> `b` -> `a`.
pub(super) fn drawn<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut steps: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    steps.extend(steps.first().cloned());
    steps.join(" -> ")
}
