//! Lots that anyone can draw again.
//!
//! # How lots are drawn
//!
//! 1. When the occurrence is made, the server draws a seed: 64 random hexadecimal digits. Their SHA-256, the *seed's
//!    hash*, is published at once; the seed is not.
//! 2. When registration closes, the tickets are listed: one for each party (a person or a family), which is the id of
//!    its request in its usual lower-case form. Sorted, one a line, each line ended by a line feed, they have a SHA-256:
//!    the *list's hash*.
//! 3. A ticket's number is the SHA-256 of `SEED:LIST:TICKET` (three lower-case texts joined by colons).
//! 4. The smallest number is drawn first. Numbers are compared as text.
//! 5. Seed, list's hash and tickets are published. Whoever kept the seed's hash can check that the seed was not chosen
//!    afterwards, and with `sha256sum` draw again.
//!
//! A ticket says nothing of a person, and nobody can choose one that wins: its number depends on all others.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A lottery as it is published: before it is drawn only the seed's hash, afterwards all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotteryProof {
    /// Published from the first.
    pub seed_hash: String,
    /// Published when it is drawn.
    pub seed: String,
    /// SHA-256 of the list of tickets.
    pub list_hash: String,
    /// Tickets in the order in which they were drawn.
    pub drawn: Vec<Uuid>,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LotteryFault {
    /// The seed is not the one whose hash was published.
    #[error("the seed is not the one whose hash was published before")]
    OtherSeed,
    /// Tickets were added or taken away.
    #[error("the tickets are not those of the list")]
    OtherTickets,
    /// The order is not what the numbers say.
    #[error("the order is not the one that the seed gives")]
    OtherOrder,
}

/// What is published of a seed before lots are drawn.
pub fn seed_hash(seed: &str) -> String {
    sha256(seed)
}

/// The hash of a list of tickets.
pub fn list_hash(tickets: &[Uuid]) -> String {
    let mut sorted: Vec<String> = tickets.iter().map(Uuid::to_string).collect();
    sorted.sort();
    let lines: String = sorted.iter().map(|ticket| format!("{ticket}\n")).collect();
    sha256(&lines)
}

/// The number of one ticket.
pub fn draw_number(seed: &str, list_hash: &str, ticket: Uuid) -> String {
    sha256(&format!("{seed}:{list_hash}:{ticket}"))
}

/// Draws lots: the tickets in their order, and everything by which they can be drawn again.
pub fn draw(seed: &str, tickets: &[Uuid]) -> LotteryProof {
    let list_hash = list_hash(tickets);
    LotteryProof {
        seed_hash: seed_hash(seed),
        drawn: in_order(seed, &list_hash, tickets),
        seed: seed.to_owned(),
        list_hash,
    }
}

/// Draws again and compares.
///
/// # Errors
///
/// What does not hold.
pub fn verify(proof: &LotteryProof) -> Result<(), LotteryFault> {
    if seed_hash(&proof.seed) != proof.seed_hash {
        return Err(LotteryFault::OtherSeed);
    }
    if list_hash(&proof.drawn) != proof.list_hash {
        return Err(LotteryFault::OtherTickets);
    }
    if in_order(&proof.seed, &proof.list_hash, &proof.drawn) != proof.drawn {
        return Err(LotteryFault::OtherOrder);
    }
    Ok(())
}

fn in_order(seed: &str, list_hash: &str, tickets: &[Uuid]) -> Vec<Uuid> {
    let mut numbered: Vec<_> = tickets
        .iter()
        .map(|ticket| (draw_number(seed, list_hash, *ticket), *ticket))
        .collect();
    numbered.sort();
    numbered.into_iter().map(|(_, ticket)| ticket).collect()
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM_SHA256SUM: (&str, &str) = (
        "a929eae1f77de69cc99f751f774e5d3b63a10df5f5c9fecbfa924f4baedad3c3",
        "130596870f5e04f93daa5ed12073594e55f6e04e6fa8a197f6ec2841d3cec27a",
    );

    fn tickets(count: u128) -> Vec<Uuid> {
        (1..=count).map(Uuid::from_u128).collect()
    }

    #[test]
    fn whoever_draws_again_gets_the_same_order() {
        let proof = draw("5eed", &tickets(20));
        assert_eq!(verify(&proof), Ok(()));
        let mut other_way_round = tickets(20);
        other_way_round.reverse();
        assert_eq!(draw("5eed", &other_way_round), proof);
        assert_ne!(draw("another", &tickets(20)).drawn, proof.drawn);
        assert_eq!(verify(&draw("5eed", &[])), Ok(()));
    }

    // Made with coreutils, as anyone would:
    //   T1=00000000-0000-0000-0000-000000000001 (and 2); L=$(printf "$T1\n$T2\n" | sha256sum | cut -c-64)
    //   printf "5eed:$L:$T1" | sha256sum
    #[test]
    fn the_numbers_are_those_of_sha256sum() {
        let list = list_hash(&tickets(2));
        let number = draw_number("5eed", &list, Uuid::from_u128(1));
        assert_eq!((list.as_str(), number.as_str()), FROM_SHA256SUM);
    }

    #[test]
    fn a_proof_that_was_changed_does_not_hold() {
        let proof = draw("5eed", &tickets(5));
        let other_seed = LotteryProof {
            seed: "chosen".into(),
            ..proof.clone()
        };
        assert_eq!(verify(&other_seed), Err(LotteryFault::OtherSeed));
        let mut fewer = proof.clone();
        fewer.drawn.pop();
        assert_eq!(verify(&fewer), Err(LotteryFault::OtherTickets));
        let mut swapped = proof;
        swapped.drawn.swap(0, 4);
        assert_eq!(verify(&swapped), Err(LotteryFault::OtherOrder));
    }

    #[test]
    fn every_ticket_is_as_lucky_as_any_other() {
        let mut first = [0_u32; 5];
        for seed in 0..2_000 {
            let winner = draw(&format!("seed {seed}"), &tickets(5)).drawn[0];
            first[usize::try_from(winner.as_u128()).expect("small") - 1] += 1;
        }
        // 400 each, four standard deviations either way.
        assert!(
            first.iter().all(|wins| (328..=472).contains(wins)),
            "{first:?}"
        );
    }
}
