"""The token with which a lab speaks to the LMS for its owner."""

import httpx
from jupyterhub.spawner import SpawnException

from hub_config.lab.words import said

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
AWAY = said(
    "배움터가 지금 응답하지 않아 실습실을 열 수 없어요. 잠시 뒤 다시 시도해 주세요.",
    "Baeum does not answer, so the lab cannot be opened. Try again in a moment.",
)
REFUSED = said(
    "이 계정으로는 지금 실습실을 열 수 없어요. 운영자에게 알려 주세요.",
    "This account cannot open a lab at the moment. Please tell an operator.",
)


async def lab_token(internal_url: str, service_token: str, username: str) -> str:
    """Return a fresh token of this person, or refuse the lab with a reason people can read."""
    url = f"{internal_url}/api/hub/v1/lab-tokens"
    headers = {"Authorization": f"Bearer {service_token}"}
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
            answer = await client.post(url, json={"username": username}, headers=headers)
    except httpx.HTTPError as error:
        raise SpawnException(
            AWAY, reason="lms-away", log_message=str(error), status_code=503
        ) from error
    if answer.status_code >= 500:
        raise SpawnException(AWAY, reason="lms-away", status_code=503)
    if answer.status_code not in {200, 201}:
        raise SpawnException(
            REFUSED, reason="lms-refused", log_message=answer.text[:300], status_code=403
        )
    return str(answer.json()["token"])
