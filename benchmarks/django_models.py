"""The house's tables as Django models, the way a Django project would declare them. Django makes none of them."""

from typing import ClassVar

from django.db import models


class Deviation(models.Model):
    """The deviation."""

    number = models.CharField(max_length=20, unique=True)
    agreement = models.CharField(max_length=63)
    routine_version_id = models.IntegerField()
    state = models.CharField(max_length=63)
    rev = models.IntegerField()
    category = models.CharField(max_length=63)
    nature = models.CharField(max_length=20)
    affected = models.CharField(max_length=20)
    gender = models.CharField(max_length=10)
    source = models.CharField(max_length=20)
    conduct_matter = models.BooleanField()
    occurred_on = models.DateField()
    reported_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    owner_organisation = models.CharField(max_length=63)
    owner_role = models.CharField(max_length=80)
    split_from_id = models.IntegerField(null=True)

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "deviation"


class Party(models.Model):
    """A party's part in a deviation."""

    deviation = models.ForeignKey(Deviation, models.DO_NOTHING, related_name="parties")
    organisation = models.CharField(max_length=63)
    side = models.CharField(max_length=10)
    unit_id = models.IntegerField(null=True)
    reporter_id = models.IntegerField(null=True)
    manager_id = models.IntegerField(null=True)
    visible_from = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    investigated_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "deviation_party"
        ordering: ClassVar[list[str]] = ["id"]


class Registration(models.Model):
    """A party's own record."""

    deviation = models.ForeignKey(Deviation, models.DO_NOTHING, related_name="registrations")
    organisation = models.CharField(max_length=63)
    own_reference = models.CharField(max_length=100)
    no_measure_reason = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "registration"


class Note(models.Model):
    """A party's private note."""

    deviation = models.ForeignKey(Deviation, models.DO_NOTHING, related_name="notes")
    organisation = models.CharField(max_length=63)
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=300)
    text = models.TextField()
    author_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "note"


class Measure(models.Model):
    """A measure."""

    deviation = models.ForeignKey(Deviation, models.DO_NOTHING, related_name="measures")
    done_at = models.DateTimeField(null=True)
    handed_over_to = models.CharField(max_length=200)
    effect = models.TextField()

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "measure"


class Reminder(models.Model):
    """A reminder to be."""

    deviation = models.ForeignKey(Deviation, models.DO_NOTHING, related_name="reminders")
    rule = models.CharField(max_length=80)
    period = models.IntegerField()
    role = models.CharField(max_length=80)
    due_at = models.DateTimeField()

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "reminder"


class Outbox(models.Model):
    """A message to send."""

    created_at = models.DateTimeField()
    message = models.CharField(max_length=40)
    recipient_id = models.IntegerField()
    deviation = models.ForeignKey(Deviation, models.DO_NOTHING, null=True)
    data = models.TextField()
    skipped = models.CharField(max_length=20, default="")

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "outbox"


class Event(models.Model):
    """The history."""

    seq = models.IntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor_id = models.IntegerField(null=True)
    organisation = models.CharField(max_length=63, null=True)
    deviation_id = models.IntegerField(null=True)
    data = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "event"


class ChainHead(models.Model):
    """The head of the history."""

    id = models.IntegerField(primary_key=True)
    seq = models.IntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        managed = False
        app_label = "benchmarks"
        db_table = "chain_head"
