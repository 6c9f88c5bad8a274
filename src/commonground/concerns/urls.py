from django.urls import path

from . import (
    follow_views,
    new_views,
    staff_categories,
    staff_entering,
    staff_lists,
    staff_said_did,
    staff_thread,
)

THREAD = "concerns/<str:public_id>/"

public = [
    path("concerns/new/", new_views.new_concern, name="concern-new"),
    path("concerns/new/kept/", new_views.kept, name="concern-kept"),
    path("concerns/new/card/", new_views.card, name="concern-card"),
    path("follow/", follow_views.follow, name="follow"),
]
team = [
    path("concerns/", staff_lists.team_concerns, name="team-concerns"),
    path("concerns/enter/", staff_entering.enter, name="team-concern-enter"),
    path(THREAD, staff_thread.team_concern, name="team-concern"),
    path(f"{THREAD}acknowledge/", staff_thread.acknowledge, name="team-concern-acknowledge"),
    path(f"{THREAD}answer/", staff_thread.answer, name="team-concern-answer"),
    path(f"{THREAD}state/", staff_thread.change_state, name="team-concern-state"),
    path(f"{THREAD}owner/", staff_thread.assign, name="team-concern-owner"),
    path(f"{THREAD}title/", staff_thread.retitle, name="team-concern-title"),
    path(f"{THREAD}note/", staff_thread.note, name="team-concern-note"),
    path(f"{THREAD}hand-over/", staff_thread.hand_over, name="team-concern-hand-over"),
    path(f"{THREAD}flag/", staff_thread.flag, name="team-concern-flag"),
    path(f"{THREAD}join/", staff_thread.join, name="team-concern-join"),
    path(f"{THREAD}withhold/", staff_thread.withhold, name="team-concern-withhold"),
    path(f"{THREAD}decide/", staff_thread.decide, name="team-concern-decide"),
    path(f"{THREAD}photos/<str:photo_id>.jpg", staff_thread.photo, name="team-concern-photo"),
    path("duty/", staff_lists.team_duty, name="team-duty"),
    path("overdue/", staff_lists.team_overdue, name="team-overdue"),
    path("conduct/", staff_lists.team_conduct, name="team-conduct"),
    path("disputes/", staff_lists.team_disputes, name="team-disputes"),
    path("disputes/<str:public_id>/", staff_lists.team_dispute, name="team-dispute"),
    path("settled/", staff_lists.team_settled, name="team-settled"),
    path("withheld/", staff_lists.team_withheld, name="team-withheld"),
    path("hand-overs/", staff_lists.team_hand_overs, name="team-hand-overs"),
    path("said-did/", staff_said_did.said_dids, name="team-said-did"),
    path("said-did/new/", staff_said_did.new_said_did, name="team-said-did-new"),
    path("said-did/<str:public_id>/", staff_said_did.edit_said_did, name="team-said-did-edit"),
    path(
        "said-did/<str:public_id>/publish/",
        staff_said_did.publish_said_did,
        name="team-said-did-publish",
    ),
    path("categories/", staff_categories.categories, name="team-categories"),
    path("categories/new/", staff_categories.category, name="team-category-new"),
    path("categories/<slug:slug>/", staff_categories.category, name="team-category"),
    path("answers/new/", staff_categories.canned_answer, name="team-canned-answer-new"),
    path("answers/<slug:slug>/", staff_categories.canned_answer, name="team-canned-answer"),
]
