//! A folder holds the old tree or the new one, whatever happens; what no run wrote stays as it is.

#![cfg(test)]

mod crash;
mod folder;
mod foreign;
mod law;
mod place;
mod stale;
mod write;
