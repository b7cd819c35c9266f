//! Clouds in one process: deterministic, seeded, with the faults of the real ones.
