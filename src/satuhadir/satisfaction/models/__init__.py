# SPDX-License-Identifier: Apache-2.0
from satuhadir.satisfaction.models.answers import Answer, ProfileTally, Remark, ServedDay
from satuhadir.satisfaction.models.deciding import FollowUp, SampleShare, SurveyPolicy

__all__ = [
    "Answer",
    "FollowUp",
    "ProfileTally",
    "Remark",
    "SampleShare",
    "ServedDay",
    "SurveyPolicy",
]
