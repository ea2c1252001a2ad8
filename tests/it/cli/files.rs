//! Files at the terminal.

use super::face_to_face;
use crate::files::png;
use crate::support::{Backend, TestServer};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_from_one_folder_to_the_other_and_over_none() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    let content: Vec<u8> = (0..3_000_000_u32).map(|at| at.to_le_bytes()[1]).collect();
    fs::write(alice.terminal.file("旅行 plan.bin"), &content).unwrap();
    let sent = alice.terminal.records("sent");
    alice.types("/upload 旅行 plan.bin");
    let screen = bob.sees("alice: [file 旅行 plan.bin] #1").await;
    assert_eq!(screen.matches("plan.bin").count(), 1, "its name shows once\n{screen}");
    alice.prompts("bob>").await;
    assert!(fs::read_to_string(sent).unwrap().contains("sending "), "a bar shows how far it is");
    let saved = bob.terminal.records("saved");
    bob.types("/download 1");
    let screen = bob.sees("旅行 plan.bin: 3000000 bytes").await;
    assert!(!screen.contains("saving"), "the bar goes away\n{screen}");
    assert!(fs::read_to_string(saved).unwrap().contains("saving "), "a bar shows how far it is");
    assert_eq!(fs::read(bob.terminal.file("旅行 plan.bin")).unwrap(), content);
    fs::write(bob.terminal.file("mine.txt"), "mine").unwrap();
    bob.types("/download 1 mine.txt");
    bob.sees("cannot write mine.txt: there is a file of that name already").await;
    assert_eq!(fs::read(bob.terminal.file("mine.txt")).unwrap(), b"mine");
    bob.types("/download 1");
    bob.sees("/download 1 FILE saves it under another name.").await;
    fs::create_dir(bob.terminal.file("kept")).unwrap();
    bob.types("/download 1 kept");
    bob.sees("kept/旅行 plan.bin: 3000000 bytes").await;
    bob.types("/download 1 nowhere/plan.bin");
    bob.sees("cannot write nowhere/plan.bin: No such file or directory").await;
    bob.types("/download 2");
    bob.sees("There is no message #2 here").await;
    alice.types("a word");
    bob.sees("alice: a word #2").await;
    bob.types("/download 2");
    bob.sees("#2 has no file.").await;
    alice.types("/delete 1");
    bob.sees("alice deleted #1").await;
    bob.types("/download #1");
    bob.sees("#1 is deleted.").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_sent_is_said_and_everything_can_be_taken_along() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = face_to_face(&server).await;
    alice.types("/upload nowhere.txt");
    alice.sees("cannot read nowhere.txt: No such file or directory").await;
    alice.types("/upload /");
    alice.sees("cannot read /: it is no file").await;
    fs::File::create(alice.terminal.file("large.bin")).unwrap().set_len(11 << 20).unwrap();
    alice.types("/upload large.bin");
    alice.sees("large.bin has 11 MB, and a file may have 10 MB at most.").await;
    alice.types("/export all of it.zip");
    alice.sees("all of it.zip: ").await;
    let archive = fs::read(alice.terminal.file("all of it.zip")).unwrap();
    assert!(archive.starts_with(b"PK"), "it is a zip archive");
    let mode = fs::metadata(alice.terminal.file("all of it.zip")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else reads it");
    alice.types("/export all of it.zip");
    alice.sees("cannot write all of it.zip: there is a file of that name already").await;
    alice.types("/export .");
    alice.sees("./whatschat.zip: ").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_of_oneself_is_uploaded_and_nothing_else_is() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = face_to_face(&server).await;
    fs::write(alice.terminal.file("me.png"), png(9, 9)).unwrap();
    fs::write(alice.terminal.file("plan.png"), "a plan").unwrap();
    alice.types("/help profile");
    alice.sees("a JPEG, PNG, GIF or WebP file of this computer").await;
    for (typed, seen) in [
        ("nowhere.png", "cannot read nowhere.png: No such file or directory"),
        ("plan.png", "plan.png is no picture: a JPEG, PNG, GIF or WebP."),
        ("me.png", "Your picture is there, for everybody."),
        ("none", "You have no picture now."),
    ] {
        alice.types(&format!("/profile picture {typed}"));
        alice.sees(seen).await;
    }
    server.stop().await;
}
