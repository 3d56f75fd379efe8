-- ob-sql-parser-1.4.0.jar
INSERT INTO core.t_order (st, why, told, `Order No`, 订单) VALUES (?, ?, ?, ?, ?)
INSERT INTO core.t_order (st, why, told, branch) VALUES (?, ?, ?, ?)
INSERT INTO core.t_order (st, why, told, branch, ord) VALUES (?, ?, ?, ?, ?)
INSERT INTO core.t_order (st, why, told, day, id, ord) VALUES (?, ?, ?, ?, ?, ?)
INSERT INTO core.t_order (st, why, told, id) VALUES (?, ?, ?, ?)
INSERT INTO core.t_order (st, why, told, ord) VALUES (?, ?, ?, ?)
INSERT INTO told (st, branch, ord) VALUES (?, ?, ?)
INSERT INTO told (st, why, told, branch, ord) VALUES (?, ?, ?, ?, ?)
SELECT COUNT(*) FROM core.t_order WHERE made IS NOT NULL AND NOT (made > '0001-01-01')
SELECT COUNT(*) FROM core.t_order WHERE st = 'TAKING' AND cb = ?
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL AND (kind = 'A' OR kind IS NULL) GROUP BY branch, ord HAVING COUNT(*) > 1) d
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL AND (kind = 'A') GROUP BY branch, ord HAVING COUNT(*) > 1) d
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL GROUP BY branch HAVING COUNT(*) > 1) d
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL GROUP BY branch, ord HAVING COUNT(*) > 1) d
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 GROUP BY `Order No`, 订单 HAVING COUNT(*) > 1) d
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 GROUP BY day, id, ord HAVING COUNT(*) > 1) d
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 GROUP BY id HAVING COUNT(*) > 1) d
SELECT COUNT(*), SUM(n) FROM (SELECT COUNT(*) AS n FROM core.t_order WHERE 1 = 1 GROUP BY ord HAVING COUNT(*) > 1) d
SELECT DISTINCT branch, ord FROM core.t_order o WHERE (st = '处理中' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) AND `branch` IS NOT NULL AND (SELECT CASE WHEN MIN(cnt) = MAX(cnt) AND COUNT(cnt) = COUNT(*) THEN COUNT(*) ELSE -1 END FROM core.t_order x WHERE x.branch = o.branch AND x.ord = o.ord AND st IN ('待处理', '处理中', 'TAKEN', 'ACCEPTED', 'ERROR')) = o.cnt ORDER BY branch, ord LIMIT 50
SELECT DISTINCT branch, ord FROM core.t_order o WHERE st = '待处理' AND `branch` IS NOT NULL AND (SELECT CASE WHEN MIN(cnt) = MAX(cnt) AND COUNT(cnt) = COUNT(*) THEN COUNT(*) ELSE -1 END FROM core.t_order x WHERE x.branch = o.branch AND x.ord = o.ord AND st IN ('待处理', '处理中', 'TAKEN', 'ACCEPTED', 'ERROR')) = o.cnt ORDER BY branch, ord LIMIT 50
SELECT MAX(id) FROM core.t_order
SELECT MAX(id) FROM core.t_order WHERE id <= ?
SELECT MAX(made) FROM core.t_order WHERE made <= ? AND made > '0001-01-01'
SELECT MAX(made) FROM core.t_order WHERE made > '0001-01-01'
SELECT `Order No`, `订单`, `id`, `ord`, `branch`, `day`, `pol`, `cnt`, `kind`, `st`, `cb`, `ca`, `zoned`, `made`, `why`, `told` FROM core.t_policy WHERE (`Order No`, 订单) IN ((?, ?), (?, ?)) ORDER BY `Order No`, 订单, pol
SELECT `Order No`, 订单 FROM core.t_order WHERE (1 = 0) ORDER BY `Order No`, 订单
SELECT `Order No`, 订单 FROM core.t_order WHERE (`Order No`, 订单) IN ((?, ?), (?, ?))
SELECT `Order No`, 订单 FROM core.t_order WHERE (`Order No`, 订单) IN ((?, ?), (?, ?)) FOR UPDATE NOWAIT
SELECT `Order No`, 订单 FROM core.t_order WHERE 1 = 1 GROUP BY `Order No`, 订单 HAVING COUNT(*) > 1 ORDER BY `Order No`, 订单 LIMIT 50
SELECT `Order No`, 订单 FROM core.t_order WHERE st IN ('TAKING', 'TAKEN') AND (`Order No`, 订单) IN ((?, ?), (?, ?))
SELECT `Order No`, 订单 FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) ORDER BY `Order No`, 订单 LIMIT 50 FOR UPDATE
SELECT `Order No`, 订单 FROM core.t_order o WHERE st = 'NEW' ORDER BY `Order No`, 订单 LIMIT 50
SELECT `Order No`, 订单 FROM core.t_order o WHERE st = 'NEW' ORDER BY `Order No`, 订单 LIMIT 50 FOR UPDATE
SELECT `Order No`, 订单, COUNT(*) FROM core.t_order WHERE 1 = 1 GROUP BY `Order No`, 订单 ORDER BY `Order No`, 订单
SELECT `Order No`, 订单, st FROM core.t_order WHERE (1 = 0) ORDER BY `Order No`, 订单
SELECT `branch`, `id`, `ord`, `day`, `Order No`, `订单`, `pol`, `cnt`, `kind`, `st`, `cb`, `ca`, `zoned`, `made`, `why`, `told` FROM core.t_policy WHERE branch IN (?, ?) ORDER BY branch, pol
SELECT `branch`, `ord`, `id`, `day`, `Order No`, `订单`, `pol`, `cnt`, `kind`, `st`, `cb`, `ca`, `zoned`, `made`, `why`, `told` FROM core.t_policy WHERE (branch, ord) IN ((?, ?), (?, ?)) ORDER BY branch, ord, pol
SELECT `day`, `id`, `ord`, `branch`, `Order No`, `订单`, `pol`, `cnt`, `kind`, `st`, `cb`, `ca`, `zoned`, `made`, `why`, `told` FROM core.t_policy WHERE (day, id, ord) IN ((?, ?, ?), (?, ?, ?)) ORDER BY day, id, ord, pol
SELECT `id`, `ord`, `branch`, `day`, `Order No`, `订单`, `pol`, `cnt`, `kind`, `st`, `cb`, `ca`, `zoned`, `made`, `why`, `told` FROM core.t_policy WHERE id IN (?, ?) ORDER BY id, pol
SELECT `ord`, `id`, `branch`, `day`, `Order No`, `订单`, `pol`, `cnt`, `kind`, `st`, `cb`, `ca`, `zoned`, `made`, `why`, `told` FROM core.t_policy WHERE ord IN (?, ?) ORDER BY ord, pol
SELECT branch FROM core.t_order WHERE (1 = 0) ORDER BY branch
SELECT branch FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL GROUP BY branch HAVING COUNT(*) > 1 ORDER BY branch LIMIT 50
SELECT branch FROM core.t_order WHERE branch IN (?, ?)
SELECT branch FROM core.t_order WHERE branch IN (?, ?) FOR UPDATE NOWAIT
SELECT branch FROM core.t_order WHERE st IN ('TAKING', 'TAKEN') AND branch IN (?, ?)
SELECT branch FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) AND `branch` IS NOT NULL ORDER BY branch LIMIT 50 FOR UPDATE
SELECT branch FROM core.t_order o WHERE st = 'NEW' AND `branch` IS NOT NULL ORDER BY branch LIMIT 50
SELECT branch FROM core.t_order o WHERE st = 'NEW' AND `branch` IS NOT NULL ORDER BY branch LIMIT 50 FOR UPDATE
SELECT branch, COUNT(*) FROM core.t_order WHERE 1 = 1 GROUP BY branch ORDER BY branch
SELECT branch, ord FROM core.t_order WHERE (1 = 0) ORDER BY branch, ord
SELECT branch, ord FROM core.t_order WHERE (branch, ord) IN ((?, ?), (?, ?))
SELECT branch, ord FROM core.t_order WHERE (branch, ord) IN ((?, ?), (?, ?)) FOR UPDATE NOWAIT
SELECT branch, ord FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL AND (kind = 'A' OR kind IS NULL) GROUP BY branch, ord HAVING COUNT(*) > 1 ORDER BY branch, ord LIMIT 50
SELECT branch, ord FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL AND (kind = 'A') GROUP BY branch, ord HAVING COUNT(*) > 1 ORDER BY branch, ord LIMIT 50
SELECT branch, ord FROM core.t_order WHERE 1 = 1 AND `branch` IS NOT NULL GROUP BY branch, ord HAVING COUNT(*) > 1 ORDER BY branch, ord LIMIT 50
SELECT branch, ord FROM core.t_order WHERE st IN ('TAKING', 'TAKEN') AND (branch, ord) IN ((?, ?), (?, ?))
SELECT branch, ord FROM core.t_order WHERE st IN ('处理中', 'TAKEN') AND (branch, ord) IN ((?, ?), (?, ?))
SELECT branch, ord FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) AND (kind = 'A' OR kind IS NULL) AND `branch` IS NOT NULL AND (SELECT COUNT(*) FROM core.t_policy x WHERE x.branch = o.branch AND x.ord = o.ord) = o.cnt ORDER BY made DESC, ord LIMIT 50 FOR UPDATE
SELECT branch, ord FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) AND (kind = 'A' OR kind IS NULL) AND `branch` IS NOT NULL GROUP BY branch, ord ORDER BY MAX(made) DESC, MIN(ord), branch, ord LIMIT 50
SELECT branch, ord FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) AND `branch` IS NOT NULL ORDER BY branch, ord LIMIT 50 FOR UPDATE
SELECT branch, ord FROM core.t_order o WHERE (st = 'TAKING' AND (zoned IS NULL OR zoned < NOW(6) - INTERVAL 300 SECOND)) AND `branch` IS NOT NULL ORDER BY branch, ord LIMIT 50 FOR UPDATE
SELECT branch, ord FROM core.t_order o WHERE st = 'NEW' AND `branch` IS NOT NULL ORDER BY branch, ord LIMIT 50
SELECT branch, ord FROM core.t_order o WHERE st = 'NEW' AND `branch` IS NOT NULL ORDER BY branch, ord LIMIT 50 FOR UPDATE
SELECT branch, ord FROM core.t_order o WHERE st = '待处理' AND `branch` IS NOT NULL GROUP BY branch, ord HAVING MIN(cnt) <> MAX(cnt) OR COUNT(cnt) < COUNT(*) ORDER BY branch, ord LIMIT 50
SELECT branch, ord FROM core.t_order o WHERE st IS NULL AND (kind = 'A' OR kind IS NULL) AND `branch` IS NOT NULL AND (SELECT COUNT(*) FROM core.t_policy x WHERE x.branch = o.branch AND x.ord = o.ord) = o.cnt ORDER BY made DESC, ord LIMIT 50
SELECT branch, ord FROM core.t_order o WHERE st IS NULL AND (kind = 'A' OR kind IS NULL) AND `branch` IS NOT NULL AND (SELECT COUNT(*) FROM core.t_policy x WHERE x.branch = o.branch AND x.ord = o.ord) = o.cnt ORDER BY made DESC, ord LIMIT 50 FOR UPDATE
SELECT branch, ord FROM core.t_order o WHERE st IS NULL AND (kind = 'A' OR kind IS NULL) AND `branch` IS NOT NULL GROUP BY branch, ord ORDER BY MAX(made) DESC, MIN(ord), branch, ord LIMIT 50
SELECT branch, ord FROM told WHERE (branch, ord) IN ((?, ?), (?, ?))
SELECT branch, ord, COUNT(*) FROM core.t_order WHERE 1 = 1 AND (kind = 'A' OR kind IS NULL) GROUP BY branch, ord ORDER BY branch, ord
SELECT branch, ord, COUNT(*) FROM core.t_order WHERE 1 = 1 AND (kind = 'A') GROUP BY branch, ord ORDER BY branch, ord
SELECT branch, ord, COUNT(*) FROM core.t_order WHERE 1 = 1 GROUP BY branch, ord ORDER BY branch, ord
SELECT branch, ord, SUM(CASE WHEN st = 'TAKING' AND cb = ? THEN 1 ELSE 0 END) AS createorder_ours, SUM(CASE WHEN st = 'TAKING' AND (cb IS NULL OR cb <> ?) THEN 1 ELSE 0 END) AS createorder_others FROM core.t_order WHERE (branch, ord) IN ((?, ?), (?, ?)) AND (kind = 'A' OR kind IS NULL) GROUP BY branch, ord
SELECT branch, ord, SUM(CASE WHEN st = '处理中' AND cb = ? THEN 1 ELSE 0 END) AS createorder_ours, SUM(CASE WHEN st = '处理中' AND (cb IS NULL OR cb <> ?) THEN 1 ELSE 0 END) AS createorder_others FROM core.t_order WHERE (branch, ord) IN ((?, ?), (?, ?)) GROUP BY branch, ord
SELECT branch, ord, st FROM core.t_order WHERE (1 = 0) ORDER BY branch, ord
SELECT branch, st FROM core.t_order WHERE (1 = 0) ORDER BY branch
SELECT day, id, ord FROM core.t_order WHERE (1 = 0) ORDER BY day, id, ord
SELECT day, id, ord FROM core.t_order WHERE (day, id, ord) IN ((?, ?, ?), (?, ?, ?))
SELECT day, id, ord FROM core.t_order WHERE (day, id, ord) IN ((?, ?, ?), (?, ?, ?)) FOR UPDATE NOWAIT
SELECT day, id, ord FROM core.t_order WHERE 1 = 1 GROUP BY day, id, ord HAVING COUNT(*) > 1 ORDER BY day, id, ord LIMIT 50
SELECT day, id, ord FROM core.t_order WHERE st IN ('TAKING', 'TAKEN') AND (day, id, ord) IN ((?, ?, ?), (?, ?, ?))
SELECT day, id, ord FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) ORDER BY day, id, ord LIMIT 50 FOR UPDATE
SELECT day, id, ord FROM core.t_order o WHERE st = 'NEW' ORDER BY day, id, ord LIMIT 50
SELECT day, id, ord FROM core.t_order o WHERE st = 'NEW' ORDER BY day, id, ord LIMIT 50 FOR UPDATE
SELECT day, id, ord, COUNT(*) FROM core.t_order WHERE 1 = 1 GROUP BY day, id, ord ORDER BY day, id, ord
SELECT day, id, ord, st FROM core.t_order WHERE (1 = 0) ORDER BY day, id, ord
SELECT id FROM core.t_order WHERE (1 = 0) ORDER BY id
SELECT id FROM core.t_order WHERE 1 = 1 GROUP BY id HAVING COUNT(*) > 1 ORDER BY id LIMIT 50
SELECT id FROM core.t_order WHERE id IN (?, ?)
SELECT id FROM core.t_order WHERE id IN (?, ?) FOR UPDATE NOWAIT
SELECT id FROM core.t_order WHERE st IN ('TAKING', 'TAKEN') AND id IN (?, ?)
SELECT id FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) ORDER BY id LIMIT 50 FOR UPDATE
SELECT id FROM core.t_order o WHERE st = 'NEW' ORDER BY id LIMIT 50
SELECT id FROM core.t_order o WHERE st = 'NEW' ORDER BY id LIMIT 50 FOR UPDATE
SELECT id, COUNT(*) FROM core.t_order WHERE 1 = 1 GROUP BY id ORDER BY id
SELECT id, st FROM core.t_order WHERE (1 = 0) ORDER BY id
SELECT o.`Order No`, o.`订单`, o.`made`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (`Order No`, 订单) IN ((?, ?), (?, ?)) ORDER BY `Order No`, 订单
SELECT o.`Order No`, o.`订单`, o.`made`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (made > ? OR (made = ? AND ((`Order No` > ?) OR (`Order No` = ? AND 订单 > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, `Order No`, 订单 LIMIT 50
SELECT o.`Order No`, o.`订单`, o.`made`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0
SELECT o.`Order No`, o.`订单`, o.`made`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND (made > ? OR (made = ? AND ((`Order No` > ?) OR (`Order No` = ? AND 订单 > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, `Order No`, 订单 LIMIT 50
SELECT o.`Order No`, o.`订单`, o.`made`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, `Order No`, 订单 LIMIT 50
SELECT o.`Order No`, o.`订单`, o.`made`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made IS NOT NULL AND made > '0001-01-01' ORDER BY made, `Order No`, 订单 LIMIT 50
SELECT o.`Order No`, o.`订单`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE (`Order No`, 订单) IN ((?, ?), (?, ?)) ORDER BY `Order No`, 订单
SELECT o.`Order No`, o.`订单`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0
SELECT o.`Order No`, o.`订单`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'NEW' ORDER BY `Order No`, 订单 LIMIT 50
SELECT o.`Order No`, o.`订单`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`branch`, o.`day`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY `Order No`, 订单
SELECT o.`branch`, o.`made`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (made > ? OR (made = ? AND ((branch > ?)))) AND `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch LIMIT 50
SELECT o.`branch`, o.`made`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0
SELECT o.`branch`, o.`made`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch LIMIT 50
SELECT o.`branch`, o.`made`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE branch IN (?, ?) ORDER BY branch
SELECT o.`branch`, o.`made`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND (made > ? OR (made = ? AND ((branch > ?)))) AND `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch LIMIT 50
SELECT o.`branch`, o.`made`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch LIMIT 50
SELECT o.`branch`, o.`ord`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE (branch, ord) IN ((?, ?), (?, ?)) ORDER BY branch, ord
SELECT o.`branch`, o.`ord`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE (id > ? OR (id = ? AND ((branch > ?) OR (branch = ? AND ord > ?)))) AND `branch` IS NOT NULL AND (kind = 'A') AND id IS NOT NULL ORDER BY id, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0 AND (kind = 'A')
SELECT o.`branch`, o.`ord`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE `branch` IS NOT NULL AND (kind = 'A') AND id IS NOT NULL ORDER BY id, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE id >= ? AND (id > ? OR (id = ? AND ((branch > ?) OR (branch = ? AND ord > ?)))) AND `branch` IS NOT NULL AND (kind = 'A') AND id IS NOT NULL ORDER BY id, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE id >= ? AND `branch` IS NOT NULL AND (kind = 'A') AND id IS NOT NULL ORDER BY id, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`made`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (branch, ord) IN ((?, ?), (?, ?)) ORDER BY branch, ord, pol
SELECT o.`branch`, o.`ord`, o.`made`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (made > ? OR (made = ? AND ((branch > ?) OR (branch = ? AND ord > ?)))) AND `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`made`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0
SELECT o.`branch`, o.`ord`, o.`made`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`made`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND (made > ? OR (made = ? AND ((branch > ?) OR (branch = ? AND ord > ?)))) AND `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`made`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND `branch` IS NOT NULL AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`cnt`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE (branch, ord) IN ((?, ?), (?, ?)) ORDER BY branch, ord
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`cnt`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0 AND (kind = 'A' OR kind IS NULL)
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`cnt`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY made DESC, ord
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`cnt`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st IS NULL AND (kind = 'A' OR kind IS NULL) AND `branch` IS NOT NULL AND (SELECT COUNT(*) FROM core.t_policy x WHERE x.branch = o.branch AND x.ord = o.ord) = o.cnt ORDER BY made DESC, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`cnt`, o.`id`, o.`made` FROM core.t_order o WHERE (branch, ord) IN ((?, ?), (?, ?)) AND st IN ('待处理', '处理中', 'TAKEN', 'ACCEPTED', 'ERROR') ORDER BY branch, ord, pol DESC
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`cnt`, o.`id`, o.`made` FROM core.t_order o WHERE 1 = 0
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`cnt`, o.`id`, o.`made` FROM core.t_order o WHERE st = '待处理' AND `branch` IS NOT NULL AND (SELECT CASE WHEN MIN(cnt) = MAX(cnt) AND COUNT(cnt) = COUNT(*) THEN COUNT(*) ELSE -1 END FROM core.t_order x WHERE x.branch = o.branch AND x.ord = o.ord AND st IN ('待处理', '处理中', 'TAKEN', 'ACCEPTED', 'ERROR')) = o.cnt ORDER BY branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`ca`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE (branch, ord) IN ((?, ?), (?, ?)) ORDER BY branch, ord
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`ca`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`ca`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE st = 'NEW' AND `branch` IS NOT NULL ORDER BY branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`ca`, o.`made`, o.`why`, o.`told` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY branch, ord
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE (branch, ord) IN ((?, ?), (?, ?)) AND (st IN ('TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') OR st IS NULL) AND (kind = 'A' OR kind IS NULL) ORDER BY branch, ord, pol
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE (branch, ord) IN ((?, ?), (?, ?)) ORDER BY branch, ord
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0 AND (kind = 'A' OR kind IS NULL)
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'NEW' AND `branch` IS NOT NULL ORDER BY branch, ord LIMIT 50
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY branch, ord
SELECT o.`branch`, o.`ord`, o.`st`, o.`cb`, o.`id`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st IS NULL AND (kind = 'A' OR kind IS NULL) AND `branch` IS NOT NULL ORDER BY made DESC, ord LIMIT 50
SELECT o.`branch`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0
SELECT o.`branch`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE branch IN (?, ?) ORDER BY branch
SELECT o.`branch`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'NEW' AND `branch` IS NOT NULL ORDER BY branch LIMIT 50
SELECT o.`branch`, o.`st`, o.`cb`, o.`id`, o.`ord`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY branch
SELECT o.`day`, o.`id`, o.`ord`, o.`made`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (day, id, ord) IN ((?, ?, ?), (?, ?, ?)) ORDER BY day, id, ord
SELECT o.`day`, o.`id`, o.`ord`, o.`made`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (made > ? OR (made = ? AND ((day > ?) OR (day = ? AND id > ?) OR (day = ? AND id = ? AND ord > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, day, id, ord LIMIT 50
SELECT o.`day`, o.`id`, o.`ord`, o.`made`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0
SELECT o.`day`, o.`id`, o.`ord`, o.`made`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND (made > ? OR (made = ? AND ((day > ?) OR (day = ? AND id > ?) OR (day = ? AND id = ? AND ord > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, day, id, ord LIMIT 50
SELECT o.`day`, o.`id`, o.`ord`, o.`made`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, day, id, ord LIMIT 50
SELECT o.`day`, o.`id`, o.`ord`, o.`made`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made IS NOT NULL AND made > '0001-01-01' ORDER BY made, day, id, ord LIMIT 50
SELECT o.`day`, o.`id`, o.`ord`, o.`st`, o.`cb`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE (day, id, ord) IN ((?, ?, ?), (?, ?, ?)) ORDER BY day, id, ord
SELECT o.`day`, o.`id`, o.`ord`, o.`st`, o.`cb`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0
SELECT o.`day`, o.`id`, o.`ord`, o.`st`, o.`cb`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'NEW' ORDER BY day, id, ord LIMIT 50
SELECT o.`day`, o.`id`, o.`ord`, o.`st`, o.`cb`, o.`branch`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY day, id, ord
SELECT o.`id`, o.`made`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (made > ? OR (made = ? AND ((id > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, id LIMIT 50
SELECT o.`id`, o.`made`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0
SELECT o.`id`, o.`made`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE id IN (?, ?) ORDER BY id
SELECT o.`id`, o.`made`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND (made > ? OR (made = ? AND ((id > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, id LIMIT 50
SELECT o.`id`, o.`made`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, id LIMIT 50
SELECT o.`id`, o.`made`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made IS NOT NULL AND made > '0001-01-01' ORDER BY made, id LIMIT 50
SELECT o.`id`, o.`st`, o.`cb`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0
SELECT o.`id`, o.`st`, o.`cb`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE id IN (?, ?) ORDER BY id
SELECT o.`id`, o.`st`, o.`cb`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'NEW' ORDER BY id LIMIT 50
SELECT o.`id`, o.`st`, o.`cb`, o.`ord`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY id
SELECT o.`ord`, o.`made`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE (made > ? OR (made = ? AND ((ord > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, ord LIMIT 50
SELECT o.`ord`, o.`made`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE 1 = 0
SELECT o.`ord`, o.`made`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND (made > ? OR (made = ? AND ((ord > ?)))) AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, ord LIMIT 50
SELECT o.`ord`, o.`made`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made >= ? AND made IS NOT NULL AND made > '0001-01-01' ORDER BY made, ord LIMIT 50
SELECT o.`ord`, o.`made`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE made IS NOT NULL AND made > '0001-01-01' ORDER BY made, ord LIMIT 50
SELECT o.`ord`, o.`made`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`st`, o.`cb`, o.`ca`, o.`zoned`, o.`why`, o.`told` FROM core.t_order o WHERE ord IN (?, ?) ORDER BY ord
SELECT o.`ord`, o.`st`, o.`cb`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE 1 = 0
SELECT o.`ord`, o.`st`, o.`cb`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE ord IN (?, ?) ORDER BY ord
SELECT o.`ord`, o.`st`, o.`cb`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'NEW' ORDER BY ord LIMIT 50
SELECT o.`ord`, o.`st`, o.`cb`, o.`id`, o.`branch`, o.`day`, o.`Order No`, o.`订单`, o.`pol`, o.`cnt`, o.`kind`, o.`zoned`, o.`made` FROM core.t_order o WHERE st = 'TAKING' AND cb = ? ORDER BY ord
SELECT ord FROM core.t_order WHERE (1 = 0) ORDER BY ord
SELECT ord FROM core.t_order WHERE 1 = 1 GROUP BY ord HAVING COUNT(*) > 1 ORDER BY ord LIMIT 50
SELECT ord FROM core.t_order WHERE ord IN (?, ?)
SELECT ord FROM core.t_order WHERE ord IN (?, ?) FOR UPDATE NOWAIT
SELECT ord FROM core.t_order WHERE st IN ('TAKING', 'TAKEN') AND ord IN (?, ?)
SELECT ord FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00'))) ORDER BY ord LIMIT 50 FOR UPDATE
SELECT ord FROM core.t_order o WHERE st = 'NEW' ORDER BY ord LIMIT 50
SELECT ord FROM core.t_order o WHERE st = 'NEW' ORDER BY ord LIMIT 50 FOR UPDATE
SELECT ord, COUNT(*) FROM core.t_order WHERE 1 = 1 GROUP BY ord ORDER BY ord
SELECT ord, st FROM core.t_order WHERE (1 = 0) ORDER BY ord
UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND (`Order No`, 订单) IN ((?, ?), (?, ?))
UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND (branch, ord) IN ((?, ?), (?, ?))
UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND (day, id, ord) IN ((?, ?, ?), (?, ?, ?))
UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND branch IN (?, ?)
UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND id IN (?, ?)
UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND ord IN (?, ?)
UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = '处理中' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND (branch, ord) IN ((?, ?), (?, ?))
UPDATE core.t_order SET st = 'TAKING', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE (`Order No`, 订单) IN ((?, ?), (?, ?)) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = 'TAKING', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE (branch, ord) IN ((?, ?), (?, ?)) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = 'TAKING', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE (branch, ord) IN ((?, ?), (?, ?)) AND CASE WHEN (st IS NULL OR (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) AND (kind = 'A' OR kind IS NULL) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = 'TAKING', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE (day, id, ord) IN ((?, ?, ?), (?, ?, ?)) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = 'TAKING', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE branch IN (?, ?) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = 'TAKING', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE id IN (?, ?) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = 'TAKING', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE ord IN (?, ?) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = 'TAKING', cb = ?, zoned = NOW(6) - INTERVAL 0 SECOND WHERE (branch, ord) IN ((?, ?), (?, ?)) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (zoned IS NULL OR zoned < NOW(6) - INTERVAL 300 SECOND))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = '处理中', cb = ?, ca = CONVERT_TZ(NOW(6) - INTERVAL 0 SECOND, @@session.time_zone, '+08:00') WHERE (branch, ord) IN ((?, ?), (?, ?)) AND CASE WHEN (st = '待处理' OR (st = '处理中' AND (ca IS NULL OR ca < CONVERT_TZ(NOW(6) - INTERVAL 300 SECOND, @@session.time_zone, '+08:00')))) THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = '待处理' WHERE CASE WHEN st = '处理中' AND cb = ? THEN 1 ELSE 0 END = 1 AND (branch, ord) IN ((?, ?), (?, ?))
UPDATE core.t_order SET st = ?, why = ?, told = ? WHERE `Order No` = ? AND 订单 = ? AND CASE WHEN st IN ('TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = ?, why = ?, told = ? WHERE branch = ? AND CASE WHEN st IN ('TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = ?, why = ?, told = ? WHERE branch = ? AND ord = ? AND CASE WHEN st IN ('TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = ?, why = ?, told = ? WHERE branch = ? AND ord = ? AND CASE WHEN st IN ('处理中', 'TAKEN', 'ACCEPTED', 'ERROR') THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = ?, why = ?, told = ? WHERE day = ? AND id = ? AND ord = ? AND CASE WHEN st IN ('TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = ?, why = ?, told = ? WHERE id = ? AND CASE WHEN st IN ('TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = ?, why = ?, told = ? WHERE ord = ? AND CASE WHEN st IN ('TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') THEN 1 ELSE 0 END = 1
UPDATE core.t_order SET st = NULL WHERE CASE WHEN st = 'TAKING' AND cb = ? THEN 1 ELSE 0 END = 1 AND (branch, ord) IN ((?, ?), (?, ?))
UPDATE told SET st = ? WHERE branch = ? AND ord = ?
UPDATE told SET st = ?, why = ?, told = ? WHERE branch = ? AND ord = ?
