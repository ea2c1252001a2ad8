//! Files at the terminal.

use super::face_to_face;
use crate::support::{Backend, TestServer};
use std::fs;

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
    bob.sees("#1 of alice's was deleted").await;
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
    alice.types("/export all of it.zip");
    alice.sees("all of it.zip: ").await;
    let archive = fs::read(alice.terminal.file("all of it.zip")).unwrap();
    assert!(archive.starts_with(b"PK"), "it is a zip archive");
    alice.types("/export all of it.zip");
    alice.sees("cannot write all of it.zip: there is a file of that name already").await;
    alice.types("/export .");
    alice.sees("./whatschat.zip: ").await;
    server.stop().await;
}
