-- Centres at which a kiosk has stood: it may bring what was left there after it moved.
CREATE TABLE kiosk_centre (
    kiosk  TEXT NOT NULL REFERENCES kiosk (id) ON DELETE CASCADE,
    centre TEXT NOT NULL,
    PRIMARY KEY (kiosk, centre)
);
INSERT INTO kiosk_centre (kiosk, centre) SELECT id, centre FROM kiosk WHERE centre <> '';
