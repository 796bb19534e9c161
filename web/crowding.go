package web

import (
	"errors"
	"net/http"

	"socketschool/lab/pool"
)

// noteCrowding notes for the instructor whether the host had room for a member's lab. err
// is that of starting it.
func (s *Site) noteCrowding(r *http.Request, err error) {
	limit, isLimit := errors.AsType[*pool.LimitError](err)
	if s.cfg.Class == nil || err != nil && (!isLimit || limit.Session) {
		return
	}
	if room, m, ok := s.cfg.Class.School.MemberOf(sessionOf(r)); ok {
		s.cfg.Class.School.SetCrowdedOut(room.Code, m.ID, err != nil)
	}
}
