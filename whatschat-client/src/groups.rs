//! Groups: chats of many, with roles.

use crate::{Client, Error};
use whatschat_core::groups::{
    AddParticipants, AddedParticipants, ChangeRole, CreateGroup, DeleteGroup, GetGroup, Group,
    GroupSummary, ListGroups, MemberRole, RemoveParticipant, Role, UpdateGroup,
};
use whatschat_core::id::{ChatId, UserId};

/// The calls about groups; made by [`Client::groups`].
///
/// A group's id is its chat's. Each call that names a group fails with `MSG_002` where the caller
/// is in no such group.
#[derive(Debug, Clone, Copy)]
pub struct Groups<'a>(&'a Client);

impl Client {
    /// The calls about groups.
    pub fn groups(&self) -> Groups<'_> {
        Groups(self)
    }
}

impl Groups<'_> {
    /// Lists the caller's groups.
    ///
    /// # Errors
    /// None of its own.
    pub async fn list(&self) -> Result<Vec<GroupSummary>, Error> {
        self.0.send(ListGroups {}).await
    }

    /// Creates a group, whose first admin is the caller.
    ///
    /// # Errors
    /// `AUTH_002`: a participant does not exist; `FILE_001`: the picture is no file; `GRP_003`: there
    /// are too many; `CHAT_002`: one of them, or the caller, is in as many chats as one can be.
    pub async fn create(&self, request: CreateGroup) -> Result<Group, Error> {
        self.0.send(request).await
    }

    /// Shows a group.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn get(&self, id: ChatId) -> Result<Group, Error> {
        self.0.send(GetGroup { id }).await
    }

    /// Changes a group's name, description or picture; for its admins.
    ///
    /// # Errors
    /// `MSG_002`; `AUTH_004`: the caller is no admin; `FILE_001`: the picture is no file.
    pub async fn update(&self, request: UpdateGroup) -> Result<Group, Error> {
        self.0.send(request).await
    }

    /// Ends a group for everyone; for its admins.
    ///
    /// # Errors
    /// `MSG_002`; `AUTH_004`: the caller is no admin.
    pub async fn delete(&self, id: ChatId) -> Result<(), Error> {
        self.0.send(DeleteGroup { id }).await
    }

    /// Adds members; for admins. Who is in it already is left out of the answer.
    ///
    /// # Errors
    /// `MSG_002`; `AUTH_004`: the caller is no admin; `AUTH_002`: there is no such user;
    /// `GRP_003`: the group is full; `CHAT_002`: one of them is in as many chats as one can be.
    pub async fn add_participants(
        &self,
        id: ChatId,
        users: impl IntoIterator<Item = UserId>,
    ) -> Result<AddedParticipants, Error> {
        self.0.send(AddParticipants { id, user_ids: users.into_iter().collect() }).await
    }

    /// Removes a member: admins anyone, others themselves.
    ///
    /// # Errors
    /// `MSG_002`; `GRP_001`: the user is no member; `AUTH_004`: the caller is no admin.
    pub async fn remove_participant(&self, id: ChatId, user_id: UserId) -> Result<(), Error> {
        self.0.send(RemoveParticipant { id, user_id }).await
    }

    /// Changes a member's role; for admins.
    ///
    /// # Errors
    /// `MSG_002`; `GRP_001`: the user is no member; `AUTH_004`: the caller is no admin;
    /// `GRP_002`: it would leave the group without an admin.
    pub async fn change_role(
        &self,
        id: ChatId,
        user_id: UserId,
        role: Role,
    ) -> Result<MemberRole, Error> {
        self.0.send(ChangeRole { id, user_id, role }).await
    }
}
