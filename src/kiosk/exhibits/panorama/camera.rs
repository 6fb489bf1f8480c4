//! The camera of a panorama: which way a point of the screen looks, and where on the screen a direction is seen.
//!
//! Pure. Angles are in degrees; on the screen points are told from the middle of the frame, x to the right, y down.

use egui::{Vec2, vec2};

/// Narrowest and widest field of view.
pub const FIELD: std::ops::RangeInclusive<f32> = 40.0..=100.0;
/// How far up and down one can look: straight up there is no left and right any more.
pub const PITCH_MAX: f32 = 80.0;

/// Which way one looks, and how wide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// 0 is the middle of the picture; to the right it grows. From -180 to 180.
    pub yaw: f32,
    /// 0 is the horizon; upwards it grows.
    pub pitch: f32,
    /// Degrees across the longer side of the frame.
    pub field: f32,
}

impl Look {
    /// Straight ahead, in this direction.
    pub fn to(yaw: f32) -> Self {
        Self {
            yaw: turned(yaw),
            pitch: 0.0,
            field: 80.0,
        }
    }

    /// Turned by degrees to the right and upwards.
    pub fn turned(self, by: Vec2) -> Self {
        Self {
            yaw: turned(self.yaw + by.x),
            pitch: (self.pitch + by.y).clamp(-PITCH_MAX, PITCH_MAX),
            ..self
        }
    }

    /// Closer by `factor`.
    pub fn closer(self, factor: f32) -> Self {
        let half = (self.field.to_radians() / 2.0).tan() / factor.max(0.01);
        let field = 2.0 * half.atan().to_degrees();
        Self {
            field: field.clamp(*FIELD.start(), *FIELD.end()),
            ..self
        }
    }

    /// Degrees that a move by one point in the middle of the frame turns.
    pub fn degrees_per_point(&self, frame: Vec2) -> f32 {
        (1.0 / self.focal(frame)).to_degrees()
    }

    /// Degrees across the frame's width.
    pub fn across(&self, frame: Vec2) -> f32 {
        2.0 * (frame.x / 2.0 / self.focal(frame)).atan().to_degrees()
    }

    /// How far the picture plane is from the eye, in points.
    fn focal(&self, frame: Vec2) -> f32 {
        frame.x.max(frame.y) / 2.0 / (self.field.to_radians() / 2.0).tan()
    }

    /// The direction that is seen at a point: yaw (not brought back to ±180, but near our own) and pitch.
    pub fn direction_at(&self, point: Vec2, frame: Vec2) -> (f32, f32) {
        let focal = self.focal(frame);
        let (x, y, z) = (point.x / focal, -point.y / focal, 1.0);
        let (sin, cos) = self.pitch.to_radians().sin_cos();
        let (up, ahead) = (y * cos + z * sin, z * cos - y * sin);
        let length = (x * x + y * y + z * z).sqrt();
        let yaw = self.yaw + x.atan2(ahead).to_degrees();
        (yaw, (up / length).asin().to_degrees())
    }

    /// Where a direction is seen; `None` behind the eye or at its side.
    pub fn point_of(&self, yaw: f32, pitch: f32, frame: Vec2) -> Option<Vec2> {
        let (side, toward) = (yaw - self.yaw).to_radians().sin_cos();
        let (up, flat) = pitch.to_radians().sin_cos();
        let (sin, cos) = self.pitch.to_radians().sin_cos();
        let (x, z) = (side * flat, toward * flat);
        let (y, z) = (up * cos - z * sin, up * sin + z * cos);
        let focal = self.focal(frame);
        (z > 0.1).then(|| vec2(x / z, -y / z) * focal)
    }
}

/// An angle from -180 to 180.
pub fn turned(yaw: f32) -> f32 {
    (yaw + 180.0).rem_euclid(360.0) - 180.0
}

/// Where in the picture a direction is: shares of its width and height. Past its right edge it begins again.
pub fn picture_place(yaw: f32, pitch: f32) -> Vec2 {
    vec2(0.5 + yaw / 360.0, 0.5 - pitch / 180.0)
}

/// The corners of a triangle in the picture without the jump at its seam: each is brought to the side of the first.
pub fn without_seam(corners: [Vec2; 3]) -> [Vec2; 3] {
    let first = corners[0].x;
    corners.map(|corner| vec2(corner.x - (corner.x - first).round(), corner.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Vec2 = vec2(1600.0, 900.0);

    fn look(yaw: f32, pitch: f32) -> Look {
        Look {
            pitch,
            ..Look::to(yaw)
        }
    }

    #[test]
    fn the_middle_of_the_frame_sees_where_one_looks() {
        for (yaw, pitch) in [(0.0, 0.0), (90.0, 30.0), (-135.0, -60.0), (179.0, 10.0)] {
            let (seen_yaw, seen_pitch) = look(yaw, pitch).direction_at(Vec2::ZERO, FRAME);
            assert!((seen_yaw - yaw).abs() < 1e-3 && (seen_pitch - pitch).abs() < 1e-3);
        }
    }

    #[test]
    fn the_edges_are_half_the_field_away() {
        let (yaw, _) = look(0.0, 0.0).direction_at(vec2(800.0, 0.0), FRAME);
        assert!((yaw - 40.0).abs() < 1e-3, "{yaw}");
    }

    #[test]
    fn a_spot_is_where_its_direction_is_seen() {
        for look in [look(0.0, 0.0), look(170.0, 35.0), look(-90.0, -50.0)] {
            for point in [vec2(0.0, 0.0), vec2(500.0, -300.0), vec2(-790.0, 440.0)] {
                let (yaw, pitch) = look.direction_at(point, FRAME);
                let back = look.point_of(turned(yaw), pitch, FRAME).expect("seen");
                assert!((back - point).length() < 0.5, "{point:?} {back:?}");
            }
        }
    }

    #[test]
    fn what_is_behind_is_not_drawn() {
        assert_eq!(look(0.0, 0.0).point_of(180.0, 0.0, FRAME), None);
        assert_eq!(look(0.0, 0.0).point_of(95.0, 0.0, FRAME), None);
        assert!(look(175.0, 0.0).point_of(-175.0, 0.0, FRAME).is_some());
    }

    #[test]
    fn straight_lines_stay_straight() {
        // The upper edge of a wall 3 m ahead, 1 m above the eye.
        let seen = [-2.0_f32, -0.5, 1.0, 2.5].map(|x| {
            let yaw = x.atan2(3.0).to_degrees();
            let pitch = (1.0 / x.hypot(3.0)).atan().to_degrees();
            look(0.0, 0.0).point_of(yaw, pitch, FRAME).expect("seen").y
        });
        assert!(seen.iter().all(|y| (y - seen[0]).abs() < 0.5), "{seen:?}");
    }

    #[test]
    fn the_seam_is_no_jump() {
        let corners = [179.5, 180.5, -179.0].map(|yaw: f32| picture_place(turned(yaw), 0.0));
        let [a, b, c] = without_seam(corners).map(|corner| corner.x);
        assert!((b - a - 1.0 / 360.0).abs() < 1e-5 && (c - a - 1.5 / 360.0).abs() < 1e-5);
    }

    #[test]
    fn the_field_and_the_pitch_have_ends() {
        assert_eq!(Look::to(0.0).closer(100.0).field, 40.0);
        assert_eq!(Look::to(0.0).closer(0.01).field, 100.0);
        assert_eq!(Look::to(170.0).turned(vec2(20.0, 500.0)).pitch, PITCH_MAX);
        assert!((Look::to(170.0).turned(vec2(20.0, 0.0)).yaw + 170.0).abs() < 1e-3);
    }
}
