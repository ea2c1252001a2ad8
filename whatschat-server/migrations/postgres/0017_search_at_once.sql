-- What is not sorted in yet is read by every search, hundreds of times by one in many chats.
alter index search_words set (fastupdate = off);
alter index search_words reset (gin_pending_list_limit);
select gin_clean_pending_list('search_words');
