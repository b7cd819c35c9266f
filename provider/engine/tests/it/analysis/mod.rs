mod combined;
mod evidence;
mod gates;
mod rules;
mod samples;
mod simulation;
