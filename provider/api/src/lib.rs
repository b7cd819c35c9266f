//! Requests and answers of the services kgas speaks to, as values: no I/O, no clock, no kgas word.
