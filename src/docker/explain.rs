//! The steps of a prediction as messages: what was taken, what was passed over, what was dropped, and why.

use super::{Allocation, Moment, PoolFate, Prediction, SkipReason, Skipped};
use crate::problem::{Arg, Message};

impl Prediction {
    /// When it holds, where that is not now, and what Docker takes until then.
    pub fn when(&self) -> Option<Message> {
        let until: Vec<_> = self.until_restart.iter().take(4).map(|taken| Arg::Docker(taken.subnet)).collect();
        match (self.moment, until.is_empty()) {
            (Moment::Now, _) => None,
            (Moment::AfterRestart, true) => Some(Message::new("docker.moment.restart")),
            (Moment::AfterRestart, false) => {
                Some(Message::new("docker.moment.restart.until").with("list", Arg::List(until)))
            }
        }
    }
}

impl Skipped {
    /// "172.17.0.0/16 skipped: on-link route 172.17.0.0/20".
    pub fn message(&self) -> Message {
        let (key, because) = match self.reason {
            SkipReason::Route => ("docker.skipped.route", Arg::Yours(self.because)),
            SkipReason::Nameserver => ("docker.skipped.nameserver", Arg::Address(self.because.addr())),
            SkipReason::Network => ("docker.skipped.network", Arg::Docker(self.because)),
        };
        Message::new(key).with("block", Arg::Docker(self.block)).with("because", because)
    }
}

impl Allocation {
    /// "172.18.0.0/16 taken".
    pub fn message(&self) -> Message {
        let taken = Arg::Docker(self.subnet);
        match self.inside {
            None => Message::new("docker.taken").with("block", taken),
            Some(outer) => Message::new("docker.taken.inside").with("block", taken).with("outer", Arg::Yours(outer)),
        }
    }
}

impl PoolFate {
    /// "10.50.1.0/24 dropped: it overlaps 10.50.0.0/22", or the pool as it is used.
    pub fn message(&self) -> Message {
        let message = match self.dropped_for {
            None => Message::new("docker.pool.used"),
            Some(other) => Message::new("docker.pool.dropped").with("other", Arg::Docker(other)),
        };
        message.with("base", Arg::Docker(self.pool.base)).with("size", u32::from(self.pool.size))
    }
}
