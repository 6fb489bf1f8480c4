//! Pictures of the window, saved as files: for those who look at screens.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use bevy::asset::RenderAssetUsages;
use bevy::prelude::*;
use bevy::render::extract_resource::ExtractResource;
use bevy::render::gpu_readback::{Readback, ReadbackComplete};
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat, TextureUsages};
use bevy::window::PrimaryWindow;

/// Where the next frame is painted too, beside the window.
#[derive(Resource, ExtractResource, Debug, Clone, Default)]
pub struct Shot(pub(super) Option<Handle<Image>>);

impl Shot {
    /// Encoded values, as in the window.
    pub(super) const FORMAT: TextureFormat = TextureFormat::Rgba8Unorm;
}

/// A picture that is not saved yet.
#[derive(Component)]
pub struct ShotUnderWay;

/// Takes a picture of the window with the next frame and saves it.
pub fn take_shot(path: PathBuf) -> impl Command {
    move |world: &mut World| {
        let mut windows = world.query_filtered::<&Window, With<PrimaryWindow>>();
        let Ok(window) = windows.single(world) else {
            return;
        };
        let size = window.physical_size().max(UVec2::ONE);
        let picture = world.resource_mut::<Assets<Image>>().add(blank(size));
        world.resource_mut::<Shot>().0 = Some(picture.clone());
        let save =
            move |read: On<ReadbackComplete>, mut commands: Commands, mut shot: ResMut<Shot>| {
                if let Err(error) = save(&path, size, &read.data) {
                    tracing::error!(%error, path = %path.display(), "no picture of the window");
                }
                shot.0 = None;
                commands.entity(read.entity).despawn();
            };
        world
            .spawn((ShotUnderWay, Readback::texture(picture)))
            .observe(save);
    }
}

fn blank(size: UVec2) -> Image {
    let size = Extent3d {
        width: size.x,
        height: size.y,
        depth_or_array_layers: 1,
    };
    let usage = RenderAssetUsages::RENDER_WORLD;
    let mut image = Image::new_fill(size, TextureDimension::D2, &[0; 4], Shot::FORMAT, usage);
    image.texture_descriptor.usage |= TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC;
    image
}

/// Rows come with what the card puts between them.
fn save(path: &Path, size: UVec2, bytes: &[u8]) -> anyhow::Result<()> {
    let (row, height) = (size.x as usize * 4, size.y as usize);
    let apart = bytes.len() / height.max(1);
    let pixels = bytes
        .chunks(apart.max(1))
        .filter_map(|line| line.get(..row))
        .take(height)
        .collect::<Vec<_>>()
        .concat();
    let image = image::RgbaImage::from_raw(size.x, size.y, pixels)
        .context("the graphics card handed out less than a picture")?;
    image::DynamicImage::from(image).into_rgb8().save(path)?;
    Ok(())
}
