//! Work on many targets at once, on as many processors as there are.
//!
//! Keeps true: the results come in the order of the items, so the number of processors changes nothing but the time;
//! a small fleet stays on one thread.

use std::num::NonZero;
use std::thread;

/// Fewer items than this are not worth a thread.
const ITEMS_PER_THREAD: usize = 128;
/// More threads than this wait for memory rather than for each other.
const MAX_THREADS: usize = 8;

/// What a function makes of each item, in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let chunks = items.chunks(items.len().div_ceil(threads));
        let workers: Vec<_> =
            chunks.map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>())).collect();
        let results = workers.into_iter().flat_map(|worker| worker.join().expect("work on an item does not panic"));
        results.collect()
    })
}

fn threads(items: usize) -> usize {
    let useful = (items / ITEMS_PER_THREAD).min(MAX_THREADS);
    if useful <= 1 { 1 } else { useful.min(thread::available_parallelism().map_or(1, NonZero::get)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for count in [0, 1, 127, 128, 1000, 1025] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn small_fleets_stay_on_one_thread() {
        assert_eq!(threads(0), 1);
        assert_eq!(threads(2 * ITEMS_PER_THREAD - 1), 1);
        assert!(threads(1_000_000) <= MAX_THREADS);
    }
}
