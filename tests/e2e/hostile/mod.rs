//! Hostile connectors, each against real servers whose received bytes are examined.

mod address;
mod carriage;
mod contract;
mod echo;
mod harness;
mod headers;
mod limits;
mod proof;
mod redirects;
mod saving;
mod wire;
