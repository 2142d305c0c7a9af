//! `jinbao serve`: the pages and the API on one port.

use clap::Args;
use kernel::Result;

use crate::config::Settings;
use crate::console::Console;
use crate::report::Answer;
use crate::{server, wiring};

/// 启动服务 / start the server
#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub at: Listening,
}

/// Where to listen.
#[derive(Args, Clone, Debug)]
pub struct Listening {
    /// 监听地址，默认 127.0.0.1（只供本机）/ address to listen on
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// 端口，默认 8080；0 为任意空闲端口 / port; 0: any free one
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
}

impl Serve {
    /// Serves until told to stop.
    pub fn run(&self, settings: &Settings, console: &mut Console) -> Result<Answer> {
        wiring::refuse_beside_server(settings, "serve")?;
        let node = wiring::open(settings)?;
        server::serve(settings, node, console)
    }
}
