"""The statements that count, one for each group; put together of constants alone."""

# Facts (quarter, what, where, how often) are summed up for the smallest areas first: they are few.
SUM = """
    SELECT no, counted, GROUPING(district_id, space_id), district_id, space_id, sum(n)
    FROM (
        SELECT no, counted, district_id, space_id, sum(n) AS n
        FROM facts
        GROUP BY no, counted, district_id, space_id
    ) AS summed
    GROUP BY no, counted, GROUPING SETS ((), (district_id), (district_id, space_id))
"""

QUARTERS = """
    quarters AS (
        SELECT no, first, until,
               first::timestamp AT TIME ZONE %(zone)s AS first_moment,
               until::timestamp AT TIME ZONE %(zone)s AS until_moment
        FROM unnest(%(numbers)s::int[], %(firsts)s::date[], %(untils)s::date[])
            AS quarter (no, first, until)
    )
"""

# A support was there from its first day up to, not including, its end. So what ran before, and
# what begun less what ended, is what runs now.
SUPPORTS = f"""
    WITH {QUARTERS}, events AS MATERIALIZED (
        SELECT q.no, event, c.district_id, c.social_space_id AS space_id, s.setting, s.legal_basis,
               s.end_reason, kind.code AS kind, p.gender, p.birth_date, p.birth_year,
               q.until - 1 AS day
        FROM quarters AS q
        JOIN cases_support AS s ON s.start < q.until AND (s."end" IS NULL OR s."end" >= q.first)
        JOIN cases_case AS c ON c.id = s.case_id
        JOIN cases_person AS p ON p.id = s.person_id
        JOIN networks_supporttype AS kind ON kind.id = s.support_type_id
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN s."end" IS NULL OR s."end" >= q.until THEN 'running' END),
            (CASE WHEN s.start >= q.first THEN 'begun' END),
            (CASE WHEN s."end" < q.until THEN 'ended' END)
        ) AS happened (event)
        WHERE s.state IN ('granted', 'running', 'ended') AND event IS NOT NULL
    ), kinds AS (
        SELECT no, event, district_id, space_id, setting, legal_basis, end_reason, kind,
               count(*) AS n
        FROM events
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ), people AS (
        SELECT no, district_id, space_id, gender,
               CASE WHEN years IS NULL THEN '' WHEN years < 6 THEN '0' WHEN years < 12 THEN '6'
                   WHEN years < 18 THEN '12' WHEN years < 21 THEN '18' ELSE '21' END AS age,
               count(*) AS n
        FROM events
        CROSS JOIN LATERAL (
            SELECT coalesce(
                date_part('year', age(day, birth_date))::int,
                date_part('year', day)::int - birth_year
            ) AS years
        ) AS old
        WHERE event = 'running'
        GROUP BY 1, 2, 3, 4, 5
    ), facts AS (
        SELECT no, event || what AS counted, district_id, space_id, n
        FROM kinds
        CROSS JOIN LATERAL (VALUES
            (''),
            (':setting=' || setting),
            (CASE WHEN event = 'running' THEN ':legal_basis=' || legal_basis END),
            (CASE WHEN event = 'running' AND kind IN ('33', '34') THEN '_' || kind END),
            (CASE WHEN event = 'ended' THEN ':reason=' || end_reason END)
        ) AS part (what)
        WHERE what IS NOT NULL
        UNION ALL
        SELECT no, 'running' || what, district_id, space_id, n
        FROM people
        CROSS JOIN LATERAL (VALUES (':gender=' || gender), (':age=' || age)) AS part (what)
    )
    {SUM}
"""

# Of quarters beside those reported only what runs, begins and ends is counted; also by setting.
BESIDE = f"""
    WITH {QUARTERS}, sums AS (
        SELECT q.no, c.district_id, c.social_space_id AS space_id, s.setting,
               count(*) FILTER (WHERE s."end" IS NULL OR s."end" >= q.until) AS running,
               count(*) FILTER (WHERE s.start >= q.first) AS begun,
               count(*) FILTER (WHERE s."end" < q.until) AS ended
        FROM quarters AS q
        JOIN cases_support AS s ON s.start < q.until AND (s."end" IS NULL OR s."end" >= q.first)
        JOIN cases_case AS c ON c.id = s.case_id
        WHERE s.state IN ('granted', 'running', 'ended')
        GROUP BY 1, 2, 3, 4
    ), facts AS (
        SELECT no, event || what AS counted, district_id, space_id, n
        FROM sums
        CROSS JOIN LATERAL (
            VALUES ('running', running), ('begun', begun), ('ended', ended)
        ) AS happened (event, n)
        CROSS JOIN LATERAL (VALUES (''), (':setting=' || setting)) AS part (what)
        WHERE n > 0
    )
    {SUM}
"""

# Middle values cannot be added up: they are taken at each level from the supports themselves.
DURATIONS = f"""
    WITH {QUARTERS}
    SELECT q.no, GROUPING(c.district_id, c.social_space_id), c.district_id, c.social_space_id,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY s."end" - s.start),
           sum(s."end" - s.start), count(*)
    FROM quarters AS q
    JOIN cases_support AS s ON s."end" >= q.first AND s."end" < q.until AND s.state = 'ended'
    JOIN cases_case AS c ON c.id = s.case_id
    GROUP BY q.no, GROUPING SETS ((), (c.district_id), (c.district_id, c.social_space_id))
"""

CASES = f"""
    WITH {QUARTERS}, there AS (
        SELECT DISTINCT q.no, s.case_id
        FROM quarters AS q
        JOIN cases_support AS s ON s.start < q.until AND (s."end" IS NULL OR s."end" > q.first)
        WHERE s.state IN ('granted', 'running', 'ended')
    ), facts AS (
        SELECT no, 'cases_with_support' AS counted, c.district_id, c.social_space_id AS space_id,
               1 AS n
        FROM there
        JOIN cases_case AS c ON c.id = there.case_id
    )
    {SUM}
"""

TALKS = f"""
    WITH {QUARTERS}, talks AS (
        SELECT q.no, c.district_id, c.social_space_id AS space_id,
               count(*) AS conferences,
               count(about.id) AS with_plan,
               count(*) FILTER (
                   WHERE (talk.scheduled_at AT TIME ZONE %(zone)s)::date <= about.period_until
               ) AS in_time,
               count(*) FILTER (WHERE talk.dissent ~ '\\S') AS with_dissent,
               count(*) FILTER (WHERE talk.child_part <> '') AS part_noted,
               count(*) FILTER (
                   WHERE talk.child_part IN ('present', 'partly', 'before', 'trusted', 'written')
               ) AS with_child
        FROM quarters AS q
        JOIN cases_planconference AS talk
            ON talk.scheduled_at >= q.first_moment AND talk.scheduled_at < q.until_moment
        JOIN cases_case AS c ON c.id = talk.case_id
        LEFT JOIN cases_supportplan AS about
            ON about.id = talk.plan_id AND about.agreed_at < talk.scheduled_at
        WHERE talk.state IN ('held', 'closed')
        GROUP BY 1, 2, 3
    ), reviews AS (
        SELECT q.no, c.district_id, c.social_space_id AS space_id,
               count(*) AS reviewed,
               count(*) FILTER (WHERE review.attainment >= 0) AS reached
        FROM quarters AS q
        JOIN cases_goalreview AS review
            ON review.reviewed_on >= q.first AND review.reviewed_on < q.until
        JOIN cases_goal AS goal ON goal.id = review.goal_id
        JOIN cases_supportplan AS plan ON plan.id = goal.plan_id
        JOIN cases_case AS c ON c.id = plan.case_id
        GROUP BY 1, 2, 3
    ), agreed AS MATERIALIZED (
        SELECT q.no, plan.id, c.district_id, c.social_space_id AS space_id
        FROM quarters AS q
        JOIN cases_supportplan AS plan
            ON plan.agreed_at >= q.first_moment AND plan.agreed_at < q.until_moment
        JOIN cases_case AS c ON c.id = plan.case_id
    ), goals AS (
        SELECT agreed.no, agreed.district_id, agreed.space_id,
               count(*) AS agreed,
               count(*) FILTER (
                   WHERE goal.indicator ~ '\\S' AND goal.due_on IS NOT NULL
                   AND (goal.will_id IS NOT NULL OR goal.own_contribution ~ '\\S')
               ) AS smart
        FROM agreed
        JOIN cases_goal AS goal ON goal.plan_id = agreed.id AND goal.level = 'action'
        GROUP BY 1, 2, 3
    ), answers AS (
        SELECT agreed.no, agreed.district_id, agreed.space_id,
               count(*) FILTER (WHERE answer.question = 'used') AS used,
               count(*) FILTER (WHERE answer.question <> 'used') AS missing
        FROM agreed
        JOIN cases_spaceanswer AS answer ON answer.plan_id = agreed.id
        GROUP BY 1, 2, 3
    ), found AS (
        SELECT no, counted, district_id, space_id, n
        FROM talks
        CROSS JOIN LATERAL (VALUES
            ('conferences', conferences), ('conferences_with_plan', with_plan),
            ('conferences_in_time', in_time), ('conferences_with_dissent', with_dissent),
            ('conferences_part_noted', part_noted), ('conferences_with_child', with_child)
        ) AS part (counted, n)
        UNION ALL
        SELECT no, counted, district_id, space_id, n
        FROM reviews
        CROSS JOIN LATERAL (
            VALUES ('goals_reviewed', reviewed), ('goals_reached', reached)
        ) AS part (counted, n)
        UNION ALL
        SELECT no, 'plans_agreed', district_id, space_id, 1 FROM agreed
        UNION ALL
        SELECT no, counted, district_id, space_id, n
        FROM goals
        CROSS JOIN LATERAL (
            VALUES ('goals_agreed', agreed), ('goals_smart', smart)
        ) AS part (counted, n)
        UNION ALL
        SELECT no, counted, district_id, space_id, n
        FROM answers
        CROSS JOIN LATERAL (
            VALUES ('offers_used', used), ('offers_missing', missing)
        ) AS part (counted, n)
    ), facts AS (
        SELECT * FROM found WHERE n > 0
    )
    {SUM}
"""

# What of the place belongs to no district works for all of them, and is counted for none.
PLACE = f"""
    WITH {QUARTERS}, held AS (
        SELECT network_id, starts_at
        FROM networks_networkmeeting
        WHERE state IN ('held', 'approved')
    ), bodies AS (
        SELECT q.no, n.district_id, n.social_space_id AS space_id,
               count(held.starts_at) AS meetings,
               (
                   n.rhythm_weeks IS NOT NULL
                   AND (n.valid_until IS NULL OR n.valid_until >= q.until)
                   AND greatest(n.valid_from, (
                       SELECT max(starts_at AT TIME ZONE %(zone)s)::date FROM held
                       WHERE network_id = n.id AND starts_at < q.until_moment
                   )) + 7 * n.rhythm_weeks < q.until
               )::int AS overdue
        FROM quarters AS q
        JOIN networks_network AS n ON n.valid_from < q.until AND n.district_id IS NOT NULL
        LEFT JOIN held ON held.network_id = n.id
            AND held.starts_at >= q.first_moment AND held.starts_at < q.until_moment
        GROUP BY q.no, q.until, q.until_moment, n.id
    ), verified AS (
        SELECT DISTINCT q.no, 'i' AS kind, entry.pgh_obj_id AS id
        FROM quarters AS q
        JOIN networks_institutionevent AS entry
            ON entry.last_verified >= q.first AND entry.last_verified < q.until
        UNION
        SELECT q.no, 'o', entry.pgh_obj_id
        FROM quarters AS q
        JOIN networks_offerevent AS entry
            ON entry.last_verified >= q.first AND entry.last_verified < q.until
    ), found AS (
        SELECT no, counted, district_id, space_id, n
        FROM bodies
        CROSS JOIN LATERAL (
            VALUES ('meetings_held', meetings), ('networks_overdue', overdue)
        ) AS part (counted, n)
        UNION ALL
        SELECT q.no, 'needs_realised', need.district_id, need.social_space_id, 1
        FROM quarters AS q
        JOIN networks_need AS need ON need.decided_on >= q.first AND need.decided_on < q.until
        WHERE need.state = 'realised'
        UNION ALL
        SELECT q.no, counted, project.district_id, project.social_space_id, n
        FROM quarters AS q
        JOIN networks_project AS project ON project.starts_on < q.until
            AND (project.ends_on IS NULL OR project.ends_on >= q.until)
        CROSS JOIN LATERAL (
            VALUES ('projects_running', 1), ('volunteers', project.volunteers),
                ('projects_unnumbered', (project.volunteers IS NULL)::int),
                ('projects_of_few', (project.volunteers BETWEEN 1 AND %(limit)s)::int)
        ) AS part (counted, n)
        WHERE project.state IN ('running', 'ended')
        UNION ALL
        SELECT verified.no, 'entries_verified', space.district_id, space.id, 1
        FROM verified
        LEFT JOIN networks_offer AS offer ON verified.kind = 'o' AND offer.id = verified.id
        JOIN networks_institution AS place
            ON place.id = coalesce(offer.institution_id, verified.id)
            AND (verified.kind = 'i' OR offer.id IS NOT NULL)
        JOIN networks_socialspace AS space ON space.id = place.social_space_id
        UNION ALL
        SELECT q.no, 'councils_held', c.district_id, c.social_space_id, 1
        FROM quarters AS q
        JOIN cases_familygroupconference AS council
            ON council.scheduled_at >= q.first_moment AND council.scheduled_at < q.until_moment
        JOIN cases_case AS c ON c.id = council.case_id
        WHERE council.state IN ('held', 'plan_accepted', 'plan_not_accepted', 'follow_up', 'ended')
    ), facts AS (
        SELECT * FROM found WHERE n > 0
    )
    {SUM}
"""

# A provider's lines count once they are submitted and not returned, as in the table beside the
# figures and the balance of hours: before that they are the provider's notes. Teams of the office
# submit nothing to themselves.
HOURS = f"""
    WITH {QUARTERS}, minutes AS (
        SELECT q.no, entry.district_id,
               -- A case that has moved to another district took its social space with it.
               coalesce(
                   entry.social_space_id,
                   CASE WHEN c.district_id = entry.district_id THEN c.social_space_id END
               ) AS space_id,
               entry.user_id,
               sum(entry.minutes) FILTER (WHERE entry.kind = 'case_specific') AS of_cases,
               sum(entry.minutes) FILTER (WHERE entry.kind = 'cross_case') AS across,
               sum(entry.minutes) FILTER (WHERE entry.kind = 'case_independent') AS independent
        FROM quarters AS q
        JOIN budgets_hoursentry AS entry ON entry.day >= q.first AND entry.day < q.until
        LEFT JOIN cases_support AS s ON s.id = entry.support_id
        LEFT JOIN cases_case AS c ON c.id = s.case_id
        WHERE entry.provider_id IS NULL OR entry.state IN ('submitted', 'approved', 'closed')
        GROUP BY 1, 2, 3, 4
    ), facts AS (
        SELECT no, counted, district_id, space_id, n
        FROM (
            SELECT no, district_id, space_id, sum(of_cases) AS of_cases, sum(across) AS across,
                   sum(independent) AS independent
            FROM minutes
            GROUP BY no, district_id, space_id
        ) AS summed
        CROSS JOIN LATERAL (VALUES
            ('minutes_case', of_cases), ('minutes_cross', across),
            ('minutes_independent', independent)
        ) AS part (counted, n)
        WHERE n IS NOT NULL
    )
    {SUM}
    UNION ALL
    SELECT no, 'minutes_people', GROUPING(district_id, space_id), district_id, space_id,
           count(DISTINCT user_id)
    FROM minutes
    GROUP BY no, GROUPING SETS ((), (district_id), (district_id, space_id))
"""

SPENT = f"""
    WITH {QUARTERS}, facts AS (
        SELECT q.no, CASE o.fund_kind WHEN 'fall' THEN 'spent_fall' ELSE 'spent_councils' END
                   AS counted,
               o.district_id, NULL::bigint AS space_id, sum(o.amount * 100)::bigint AS n
        FROM quarters AS q
        JOIN budgets_outflow AS o ON o.booked_on >= q.first AND o.booked_on < q.until
        WHERE o.fund_kind IN ('fall', 'family_group_conference')
        GROUP BY 1, 2, 3
    )
    {SUM}
"""

# The latest value known on the last day of the quarter; older ones are not added to it.
RESIDENTS = f"""
    WITH {QUARTERS}
    SELECT DISTINCT ON (q.no, value.district_id, value.social_space_id)
           q.no, value.district_id, value.social_space_id, value.value, value.reference_date
    FROM quarters AS q
    JOIN budgets_indicatorvalue AS value ON value.reference_date < q.until
    LEFT JOIN networks_district AS d
        ON d.id = value.district_id
        AND d.valid_from < q.until AND (d.valid_until IS NULL OR d.valid_until >= q.until)
    WHERE value.indicator_id = %(base)s AND (d.id IS NOT NULL OR value.district_id IS NULL)
    ORDER BY q.no, value.district_id, value.social_space_id, value.reference_date DESC
"""

# The city's residents are known where those of all its districts are.
DISTRICTS = f"""
    WITH {QUARTERS}
    SELECT q.no, count(*)
    FROM quarters AS q
    JOIN networks_district AS d
        ON d.valid_from < q.until AND (d.valid_until IS NULL OR d.valid_until >= q.until)
    GROUP BY q.no
"""
