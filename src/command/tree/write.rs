//! Makes a folder hold a tree.

use std::path::Path;

use super::build::build;
use super::durable::sync_all;
use super::exchange::replace;
use super::place::Place;
use super::plan::Plan;
use super::workspace::Workspace;
use super::{Tree, TreeError, late};

/// What a run did, in files; the index is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// New files, and files whose content changed.
    pub written: usize,
    /// Files that were there with the same content.
    pub unchanged: usize,
    /// Files that earlier runs wrote and this one does not.
    pub removed: usize,
}

/// Makes `folder` hold `tree`, in one step; the folder and those above it are created if need be.
///
/// Files that no run wrote stay. Runs for the same folder wait for each other.
///
/// # Errors
/// The folder is as it was, unless the error is about the end of the run, when the folder holds the tree: about the old
/// tree that cannot be removed ([`TreeError::Leftover`]), about what somebody saved in it meanwhile, or about the disk.
pub fn write(tree: &Tree, folder: &Path) -> Result<Written, TreeError> {
    let place = Place::of(folder)?;
    let target = place.folder();
    // Without a workspace no other run is at work, and none was cut off.
    if place.workspace().symlink_metadata().is_err()
        // One that begins now may mislead this look at the folder, but not into seeing the tree in it.
        && let Ok(plan) = Plan::of(tree, &target)
        && plan.is_done()
    {
        return Ok(plan.summary());
    }
    let workspace = Workspace::enter(&place)?;
    let plan = Plan::of(tree, &target)?;
    if !plan.is_done() {
        build(&plan, &target, workspace.beside().tree)?;
        return put_in_place(&plan, &place, workspace);
    }
    workspace.leave()?;
    Ok(plan.summary())
}

fn put_in_place(plan: &Plan<'_>, place: &Place, workspace: Workspace) -> Result<Written, TreeError> {
    let target = place.folder();
    let old = replace(&target, workspace.beside()).map_err(TreeError::system("replace", &target))?;
    let bring = |old| late::bring(plan, old, &target);
    let settled = old.map_or(Ok(()), bring).and_then(|()| sync_all(&[place.parent().to_path_buf()]));
    if let Err(error) = settled {
        // The old tree may hold what the new one does not, or what a power cut would make the folder again.
        workspace.keep()?;
        return Err(error);
    }
    workspace.leave()?;
    Ok(plan.summary())
}
