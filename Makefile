# make run    a server and a kiosk side by side on the shipped content
# make test   every check and every test
# Both install the Debian packages they need when they are missing, and share one build.

SHELL := /bin/bash
export CARGO_TARGET_DIR ?= $(HOME)/.cache/tongxin/target

BUILD_PACKAGES := build-essential cmake pkg-config libasound2-dev libudev-dev libwayland-dev libxkbcommon-dev \
    libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
RUN_PACKAGES   := xvfb mesa-vulkan-drivers libxkbcommon-x11-0 libx11-6 libxcursor1 libxi6 libxrandr2
FILM_PACKAGES  := gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav
SOUND_PACKAGES := espeak-ng
TEST_PACKAGES  := chromium nodejs npm
HEAR_PACKAGES  := pulseaudio pulseaudio-utils libasound2-plugins
DATA_PACKAGES  := postgresql

.PHONY: run test packages test-packages

# With the test beside it the program gets the same features as in `make test`: the engine is built once.
run: packages
	@echo "make run: building (the first time compiles the engine: 15 to 40 minutes on two cores)"
	@cargo build --bin tongxin --test it
	@$(CARGO_TARGET_DIR)/debug/tongxin demo $(ARGS)

test: test-packages
	cargo fmt --check
	@echo "make test: building (the first time compiles the engine: 15 to 40 minutes on two cores)"
	cargo clippy --all-targets -- -D warnings
	cargo test
	cd tests/console && npm ci --no-audit --no-fund --loglevel=error
	TONGXIN_BIN=$(CARGO_TARGET_DIR)/debug/tongxin node --test --test-reporter=spec tests/console/

packages:
	@config/install-packages --for "to build" $(BUILD_PACKAGES) \
	    --for "to show a window, with or without a display and a GPU" $(RUN_PACKAGES) \
	    --for "to play films" $(FILM_PACKAGES) \
	    --for "to read aloud what is touched" $(SOUND_PACKAGES)

test-packages:
	@config/install-packages --for "to build" $(BUILD_PACKAGES) \
	    --for "to show a window, with or without a display and a GPU" $(RUN_PACKAGES) \
	    --for "to play films" $(FILM_PACKAGES) \
	    --for "to read aloud what is touched" $(SOUND_PACKAGES) \
	    --for "to hear in tests what is played" $(HEAR_PACKAGES) \
	    --for "to test the console in a browser" $(TEST_PACKAGES) \
	    --for "to test with a second database" $(DATA_PACKAGES)
