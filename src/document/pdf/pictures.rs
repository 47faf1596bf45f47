//! The pictures that fill pages, for whoever can read them (OCR).
//!
//! A JPEG is passed on as it lies in the file; all others are decoded and written as PGM, which every OCR program takes
//! and which needs no encoder.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{BezPath, Rect, Shape as _};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};

/// The largest picture of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    /// Counts from 1.
    pub page: u32,
    /// `jpg` or `pgm`.
    pub extension: &'static str,
    pub bytes: Vec<u8>,
}

/// Most pixels of a picture that is decoded: A3 at 600 dots per inch.
const MOST_PIXELS: u64 = 72_000_000;

/// The largest picture of each page that is wanted and has one, in page order, handed over one by one.
pub fn page_images(bytes: &[u8], wanted: impl Fn(u32) -> bool, mut take: impl FnMut(PageImage)) {
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else { return };
    for (number, page) in (1..).zip(pdf.pages().iter()).filter(|(number, _)| wanted(*number)) {
        let (width, height) = page.render_dimensions();
        let cache = InterpreterCache::new();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            area,
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        let mut largest = Largest { area: 0.0, found: None };
        interpret_page(page, &mut context, &mut largest);
        if let Some((extension, bytes)) = largest.found {
            take(PageImage { page: number, extension, bytes });
        }
    }
}

struct Largest {
    area: f64,
    found: Option<(&'static str, Vec<u8>)>,
}

impl<'a> Device<'a> for Largest {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (image.width(), image.height());
        let area = (props.transform * Rect::new(0.0, 0.0, f64::from(width), f64::from(height)).to_path(0.1))
            .bounding_box()
            .area();
        if area <= self.area || u64::from(width) * u64::from(height) > MOST_PIXELS {
            return;
        }
        let found = match &image {
            Image::Raster(raster) => {
                let raw = raster.stream().raw_data();
                if raw.starts_with(&[0xff, 0xd8, 0xff]) {
                    Some(("jpg", raw.into_owned()))
                } else {
                    let mut out = None;
                    raster.with_rgba(|data, _| out = Some(portable(&data)), None);
                    out
                }
            }
            Image::Stencil(stencil) => {
                let mut out = None;
                stencil.with_stencil(
                    |mask, _| {
                        out = Some((
                            "pgm",
                            pgm(mask.width, mask.height, &mask.data.iter().map(|v| 255 - v).collect::<Vec<_>>()),
                        ))
                    },
                    None,
                );
                out
            }
        };
        if found.is_some() {
            (self.area, self.found) = (area, found);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// In greys: OCR makes greys of colours anyway, and they are a third of the bytes.
fn portable(data: &ImageData) -> (&'static str, Vec<u8>) {
    let grey = match data {
        ImageData::Luma(luma) => pgm(luma.width, luma.height, &luma.data),
        ImageData::Rgb(rgb) => pgm(rgb.width, rgb.height, &rgb.data.chunks_exact(3).map(luminance).collect::<Vec<_>>()),
    };
    ("pgm", grey)
}

/// How bright a colour is (ITU-R BT.601).
fn luminance(colour: &[u8]) -> u8 {
    let weighed: u32 = colour.iter().zip([299, 587, 114]).map(|(part, weight)| u32::from(*part) * weight).sum();
    u8::try_from(weighed / 1000).unwrap_or(u8::MAX)
}

fn pgm(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut out = format!("P5\n{width} {height}\n255\n").into_bytes();
    out.extend_from_slice(data);
    out
}
