mod faults;
mod fixtures;
mod matrix;
mod run;
mod world;
